import { runCommands } from "../../facts/dockerfile/run-commands.ts";
import type { Facts } from "../../facts/facts.ts";
import { retirementOf } from "../../facts/images/retired.ts";
import type { Report } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { commandStart } from "../../shell/command-line.ts";
import type { ShellCommand } from "../../shell/shell-document.ts";
import { imageUses } from "./shared/image-uses.ts";

export const rule = defineRule({
  id: "image-retired",
  group: "image",
  severity: "error",
  summary: "Images and tools come from where they are still kept",
  why: "A server that has the image in its cache goes on as if nothing had happened; a new one cannot pull it. So it is found on the day on which a server is replaced, which is a bad day for it.",
  fix: "Move to the image or tool that takes its place.",
  links: [
    "https://github.com/bitnami/containers/issues/83267",
    "https://docs.docker.com/compose/releases/migrate/",
    "https://grafana.com/docs/loki/latest/send-data/promtail/",
  ],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const { image, at } of imageUses(facts)) {
      const retirement = retirementOf(image);
      if (!retirement) continue;
      yield {
        at,
        message: `The image ${image.text} is retired: ${retirement.what}.`,
        advice: `Use ${retirement.instead}.`,
      };
    }
    for (const document of facts.shellDocuments) {
      if (!/docker-compose|docker\/compose/.test(document.text)) continue;
      for (const command of document.commands) yield* findOldCompose(facts, command);
    }
    for (const { instructions } of facts.dockerfiles) {
      for (const { command, argv } of runCommands(instructions)) yield* findInstall(command, argv);
    }
  },
});

/** `docker-compose` with the hyphen: version 1, or somebody's copy of version 2 under its name. */
function* findOldCompose(facts: Facts, command: ShellCommand): Generator<Report> {
  const argv = command.argv.slice(commandStart(command.argv));
  yield* findInstall(command, argv);
  const word = command.words[command.words.length - argv.length];
  const { origin, text } = command.document;
  if (argv[0] !== "docker-compose" || !word || origin.type === "markdown") return;
  // The script has a way for each of them.
  if (/docker compose/.test(text)) return;
  // Runners of GitHub no longer have it; elsewhere it may be version 2.
  const hosted = origin.type === "workflow" && /(^|\/)\.github\//.test(command.document.file);
  yield {
    at: word.at,
    message: "The program docker-compose is version 1 of Docker Compose, which ended in July 2023.",
    severity: hosted ? "error" : "warn",
    fix: {
      title: "Call docker compose",
      edits: replaceWithin(facts, word.at, "docker-compose", "docker compose"),
      suggestion: true,
    },
  };
}

function* findInstall({ words, argv: all }: ShellCommand, argv: readonly string[]): Generator<Report> {
  const [program = "", verb = ""] = argv;
  const installs =
    (/^pip3?$/.test(program) && verb === "install") ||
    (/^(apt|apt-get|apk|dnf|yum)$/.test(program) && /^(install|add)$/.test(verb));
  for (const [index, word] of words.entries()) {
    if (index < all.length - argv.length) continue;
    const download = /docker\/compose\/releases\/download\/v?1\./.test(word.text);
    if (!download && !(installs && /^docker-compose([=~<>].*)?$/.test(word.text))) continue;
    yield {
      at: word.at,
      message: "This installs version 1 of Docker Compose, which ended in July 2023.",
      advice: "Install the plugin docker-compose-plugin, and call docker compose.",
    };
  }
}
