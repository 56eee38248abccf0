import { expect, test } from "vitest";
import { hashRecipe, type Recipe } from "./recipe.ts";

const recipe: Recipe = {
  name: "node",
  folder: "node",
  from: "trixie",
  fetched: [{ name: "node.tgz", npm: "node@22" }],
};
const files = new Map([
  ["Dockerfile", Buffer.from("FROM x")],
  ["entry.sh", Buffer.from("#!/bin/sh")],
]);
const hash = hashRecipe(recipe, files, "base");

test("the order in which files are listed does not change a recipe's hash", () => {
  expect(hashRecipe(recipe, new Map([...files].reverse()), "base")).toBe(hash);
});

test.each([
  ["a file's content", hashRecipe(recipe, new Map([...files, ["entry.sh", Buffer.from("#!/bin/bash")]]), "base")],
  ["a file's name", hashRecipe(recipe, new Map([...files, ["more.sh", Buffer.alloc(0)]]), "base")],
  ["what is fetched", hashRecipe({ ...recipe, fetched: [{ name: "node.tgz", npm: "node@24" }] }, files, "base")],
  ["the image below", hashRecipe(recipe, files, "other")],
])("%s changes a recipe's hash", (_, changed) => {
  expect(changed).not.toBe(hash);
});

test("bytes that move from one file to the next change a recipe's hash", () => {
  const pair = (first: string, second: string) =>
    new Map([
      ["a", Buffer.from(first)],
      ["b", Buffer.from(second)],
    ]);
  expect(hashRecipe(recipe, pair("xy", "z"), "base")).not.toBe(hashRecipe(recipe, pair("x", "yz"), "base"));
});
