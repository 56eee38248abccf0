import { expect, test } from "vitest";
import { SourceText } from "../repository/source-text.ts";
import { expandCommands, shellCommandVariables } from "./command-variables.ts";
import { embedMakefile } from "./embed.ts";
import { ShellDocument } from "./shell-document.ts";
import { Snippet } from "./snippet.ts";

function commandsOf(text: string): string[] {
  const source = new SourceText("up.sh", text);
  const document = new ShellDocument(expandCommands(Snippet.slice(source), shellCommandVariables(source)), {
    type: "script",
  });
  return document.commands.map(({ argv }) => argv.join(" ")).filter((command) => command !== "");
}

test.each([
  ['COMPOSE="docker compose -f a.yml"\n$COMPOSE up -d\n', "docker compose -f a.yml up -d"],
  ["readonly DC='docker-compose -p x'\nset -e && ${DC} pull\n", "docker-compose -p x pull"],
  ['dc=(docker compose -f a.yml -f b.yml)\nTAG="$1" "${dc[@]}" up\n', "docker compose -f a.yml -f b.yml up"],
  ['A="docker compose"\nB="$A -f a.yml"\nif $B ps; then echo; fi\n', "docker compose -f a.yml ps"],
])("a variable of a script that is a command is that command: %j", (text, command) => {
  expect(commandsOf(text)).toContain(command);
});

test.each([
  ["an argument", 'IMAGE="docker compose"\necho $IMAGE up\n', "echo $IMAGE up"],
  ["two values", 'C="docker compose"\nC="docker-compose"\n$C up\n', "$C up"],
  ["a value that is worked out", 'C="$(which docker) compose"\n$C up\n', "$C up"],
  ["another program", 'C="kubectl -n docker"\n$C get pods\n', "$C get pods"],
])("%s stays as it is written", (_, text, command) => {
  expect(commandsOf(text)).toContain(command);
});

test("the variables of a Makefile are the commands of its recipes, with their places", () => {
  const text = `DC ?= docker compose
PROD := $(DC) -f base.yml \\
  -f prod.yml
up:
\t@$(PROD) up -d --wait
\tcd app && TAG=1 $(DC) pull $(DC)
`;
  const source = new SourceText("Makefile", text);
  const [target] = embedMakefile(source);
  if (!target) throw new Error("there is no target");
  const { commands } = new ShellDocument(target.snippet, { type: "make", target: target.name });
  expect(commands.map(({ argv }) => argv.join(" "))).toEqual([
    "docker compose -f base.yml -f prod.yml up -d --wait",
    "cd app",
    "docker compose pull ${DC}",
  ]);
  expect(commands[0]?.words.map(({ text: word, at }) => `${word} ${at.line}:${at.column}`)).toEqual([
    "docker 1:7",
    "compose 1:14",
    "-f 2:15",
    "base.yml 2:18",
    "-f 3:3",
    "prod.yml 3:6",
    "up 5:11",
    "-d 5:14",
    "--wait 5:17",
  ]);
});
