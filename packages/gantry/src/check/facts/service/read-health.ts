import { parseDuration } from "../../../model/duration.ts";
import type { HealthCheck, Service } from "../../../model/service.ts";
import { embedYamlText } from "../../shell/embed.ts";
import { ShellDocument } from "../../shell/shell-document.ts";
import { Snippet } from "../../shell/snippet.ts";
import type { Stage } from "../dockerfile/dockerfile-facts.ts";
import { flagOf } from "../dockerfile/instruction.ts";
import { type HealthFacts, probeCommandsOf } from "./health-facts.ts";
import type { ServiceFacts } from "./service-facts.ts";

/** The health check of the Compose file; undefined when it has none, or one that only changes times. */
export function readComposeHealth(service: ServiceFacts): HealthFacts | undefined {
  const { healthcheck } = service.model;
  const at = service.at("healthcheck", "test");
  if (healthcheck?.disable) return disabled("compose", service);
  const [form, ...words] = healthcheck?.test ?? [];
  if (!healthcheck || form === undefined) return undefined;
  const timing = timingOf(healthcheck);
  if (form === "NONE") return disabled("compose", service);
  if (form === "CMD-SHELL") {
    const text = words[0] ?? "";
    // Written as a list, the text is the second item; written as one text it has the place of the whole.
    const place = service.at("healthcheck", "test", 1);
    const source = service.stack.facts.repository.read(place.file);
    if (!source) return undefined;
    const origin = { type: "compose", service: service.name, key: "healthcheck" } as const;
    const shell = new ShellDocument(embedYamlText(source, place, text), origin);
    return { source: "compose", form, at, commands: probeCommandsOf(shell), shell, timing };
  }
  const places = words.map((_, index) => service.at("healthcheck", "test", index + 1));
  return { source: "compose", form: "CMD", at, ...execCommands(words, places, service), timing };
}

/** `["sh", "-c", "…"]` runs a text too. */
function execCommands(words: readonly string[], places: readonly HealthFacts["at"][], service: ServiceFacts) {
  const [program = "", flag, text] = words;
  const place = places[2];
  const source = place && service.stack.facts.repository.read(place.file);
  if (/^(\/bin\/)?(ba|a)?sh$/.test(program) && flag?.startsWith("-") && flag.endsWith("c") && text && place && source) {
    const origin = { type: "compose", service: service.name, key: "healthcheck" } as const;
    const shell = new ShellDocument(embedYamlText(source, place, text), origin);
    const first = { argv: [program], places: places.slice(0, 1), at: places[0] ?? place };
    return { commands: [first, ...probeCommandsOf(shell)], shell };
  }
  const [at] = places;
  return { commands: at ? [{ argv: words, places, at }] : [], shell: undefined };
}

const disabled = (source: HealthFacts["source"], service: ServiceFacts): HealthFacts => ({
  source,
  form: "NONE",
  at: service.at("healthcheck"),
  commands: [],
  shell: undefined,
  timing: {},
});

const timingOf = ({
  interval,
  timeout,
  retries,
  start_period,
  start_interval,
}: HealthCheck): HealthFacts["timing"] => ({
  ...(interval !== undefined && { interval }),
  ...(timeout !== undefined && { timeout }),
  ...(retries !== undefined && { retries }),
  ...(start_period !== undefined && { start_period }),
  ...(start_interval !== undefined && { start_interval }),
});

/** The health check of a Dockerfile's stage. What the Compose file says about times wins. */
export function readDockerfileHealth(stage: Stage, over: Service["healthcheck"]): HealthFacts | undefined {
  const instruction = stage.last("HEALTHCHECK");
  if (!instruction) return undefined;
  const { words, shell, exec, at } = instruction;
  if (words[0]?.text.toUpperCase() === "NONE") {
    return { source: "dockerfile", form: "NONE", at, commands: [], shell: undefined, timing: {} };
  }
  const duration = (name: string) => {
    const value = flagOf(instruction, name);
    const parsed = value === undefined ? undefined : parseDuration(value);
    return parsed === undefined ? {} : { [name.replace("-", "_")]: parsed };
  };
  const retries = Number(flagOf(instruction, "retries"));
  const timing = {
    ...duration("interval"),
    ...duration("timeout"),
    ...duration("start-period"),
    ...duration("start-interval"),
    ...(Number.isInteger(retries) && { retries }),
    ...timingOf(over ?? {}),
  };
  const [first] = words;
  if (exec && first) {
    const [program, flag, text] = words;
    const inner =
      text && /^(\/bin\/)?(ba|a)?sh$/.test(program?.text ?? "") && flag?.text === "-c"
        ? new ShellDocument(
            new Snippet(text.text, stage.source, [{ from: 0, at: stage.source.offsetAt(text.at) + 1 }]),
            { type: "dockerfile", instruction: "HEALTHCHECK" },
          )
        : undefined;
    const own = { argv: words.map((word) => word.text), places: words.map((word) => word.at), at: first.at };
    const commands = inner
      ? [{ ...own, argv: own.argv.slice(0, 1), places: own.places.slice(0, 1) }, ...probeCommandsOf(inner)]
      : [own];
    return { source: "dockerfile", form: "CMD", at, commands, shell: inner, timing };
  }
  return { source: "dockerfile", form: "CMD-SHELL", at, commands: shell ? probeCommandsOf(shell) : [], shell, timing };
}
