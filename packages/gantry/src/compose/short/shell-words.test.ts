import { expect, test } from "vitest";
import { splitShellWords } from "./shell-words.ts";

test.each<[string, string[] | undefined]>([
  ["", []],
  ["  ", []],
  [" echo  one two ", ["echo", "one", "two"]],
  ["echo 'a b' \"c d\"", ["echo", "a b", "c d"]],
  ["a '' \"\" b", ["a", "", "", "b"]],
  ["a\\ b c\\\\d", ["a b", "c\\d"]],
  ['"a\\"b" \'c\\d\'', ['a"b', "c\\d"]],
  ['"a b"c d"e"', ["a bc", "de"]],
  ["a # b", ["a", "#", "b"]],
  ["one\ntwo\tthree", ["one", "two", "three"]],
  ["echo $(ls -l) x", ["echo", "$(ls -l)", "x"]],
  ["echo `a b` x", ["echo", "`a b`", "x"]],
  ["a && b", ["a"]],
  ["a 2>&1", ["a"]],
  ["'open", undefined],
  ['"open', undefined],
  ["trailing \\", undefined],
  ["(sub)", undefined],
])("%j is the words %j", (command, words) => {
  expect(splitShellWords(command)).toEqual(words);
});
