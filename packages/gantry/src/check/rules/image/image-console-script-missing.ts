import { posix } from "node:path";
import type { Stage } from "../../facts/dockerfile/dockerfile-facts.ts";
import { flagOf, type Instruction } from "../../facts/dockerfile/instruction.ts";
import type { Facts } from "../../facts/facts.ts";
import type { Fix } from "../../finding.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";
import { commandStart } from "../../shell/command-line.ts";
import { type ProductionStage, productionStages } from "./shared/production-stages.ts";

export const rule = defineRule({
  id: "image-console-script-missing",
  group: "image",
  severity: "error",
  summary: "Programs of Python packages are copied along with the packages",
  why: 'site-packages has the modules; the programs uvicorn, gunicorn, celery or alembic are small scripts in /usr/local/bin, and stay behind in the builder. The image builds, and the container stops at once: exec: "uvicorn": executable file not found in $PATH.',
  fix: "Run the module, python -m uvicorn, or install into a virtual environment and copy that as a whole.",
  links: [
    "https://docs.python.org/3/using/cmdline.html#cmdoption-m",
    "https://docs.astral.sh/uv/guides/integration/docker/",
  ],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.command"],
  *check(facts) {
    for (const production of productionStages(facts)) {
      const packages = copiedPackages(production.stage);
      if (!packages) continue;
      for (const { name, at, fix } of programs(facts, production)) {
        if (!consoleScripts.has(name) || production.image.tool(name) === "yes") continue;
        yield {
          at,
          message: `The program ${name} is not in the image: only site-packages is copied from the builder, and ${name} stands in /usr/local/bin there.`,
          related: [{ at: packages.at, message: "Here only the modules are copied." }],
          ...(fix && { fix }),
        };
      }
    }
  },
});

/** Programs that `python -m` runs under the same name. */
const consoleScripts = new Set(
  "uvicorn gunicorn hypercorn alembic celery taskiq flask fastapi daphne dramatiq arq streamlit pytest litestar flower huey waitress twisted scrapy".split(
    " ",
  ),
);

/** The COPY of site-packages from elsewhere, where nothing else can bring the programs. */
function copiedPackages(stage: Stage): Instruction | undefined {
  let found: Instruction | undefined;
  for (const instruction of stage.inherited) {
    const { keyword, words, shell } = instruction;
    if (keyword === "RUN" && /\b(pip3?|uv|poetry|pipx|apt(-get)?|apk|ln)\b/.test(shell?.text ?? "")) {
      if (/\b(pip3?|uv|poetry|pipx|ln)\b|python/.test(shell?.text ?? "")) return undefined;
    }
    if (keyword !== "COPY" || flagOf(instruction, "from") === undefined) continue;
    for (const { text } of words.slice(0, -1)) {
      if (/\/(site|dist)-packages\/?$/.test(text)) found = instruction;
      // A virtual environment, a whole prefix, or the folder of the programs.
      else if (
        /venv|virtualenv|\/bin(\/|$)|\.local\/?$|^\/(usr|usr\/local|install|opt[^ ]*|root[^ ]*)\/?$|^\/$|\*/.test(text)
      )
        return undefined;
    }
  }
  return found;
}

interface Program {
  name: string;
  at: Place;
  fix: Fix | undefined;
}

/** What starts: the instruction's first word, or that of the Compose file. */
function* programs(facts: Facts, { stage, builds }: ProductionStage): Generator<Program> {
  const services = builds.flatMap(({ service }) => service ?? []);
  const own = stage.last("ENTRYPOINT") ?? stage.last("CMD");
  if (own && (services.length < builds.length || services.some(({ model }) => !model.command && !model.entrypoint))) {
    const start = own.exec ? commandStart(own.words.map(({ text }) => text)) : 0;
    const word = own.exec
      ? own.words[start]
      : own.shell?.commands.at(-1)?.words.find(({ text }) => !/^exec$/.test(text));
    if (word) yield toProgram(facts, word.text, word.at, own.exec);
  }
  for (const service of services) {
    for (const document of service.processDocuments) {
      const [command] = document.commands;
      const word = command?.words[commandStart(command.argv)];
      if (word) yield toProgram(facts, word.text, word.at, undefined);
    }
  }
}

function toProgram(facts: Facts, text: string, at: Place, exec: boolean | undefined): Program {
  const source = facts.repository.read(at.file);
  const start = source?.offsetAt(at) ?? 0;
  // In a list of the Compose file the words stand by themselves: there a person has to write them.
  const plain = exec !== undefined || source?.text.startsWith(text, start) === true;
  const inList = exec === undefined && /[["'-]\s*["']?$/.test(source?.line(at.line).slice(0, at.column - 1) ?? "");
  const insert = exec ? '"python", "-m", ' : "python -m ";
  return {
    name: text === posix.basename(text) ? text : "",
    at,
    fix:
      plain && !inList
        ? { title: "Run it as a module", edits: [{ file: at.file, start, end: start, text: insert }] }
        : undefined,
  };
}
