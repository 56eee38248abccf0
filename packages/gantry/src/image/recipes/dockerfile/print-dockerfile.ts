import type { Mount, Stage, Step } from "./stage.ts";

/**
 * The text of a Dockerfile, for BuildKit since Docker Engine 20.10: no heredocs, no `COPY --link`, no frontend to download.
 *
 * @see https://docs.docker.com/reference/dockerfile/
 */
export function printDockerfile(stages: readonly Stage[]): string {
  return `${stages.map(printStage).join("\n\n")}\n`;
}

function printStage({ name, from, comment, steps }: Stage): string {
  return [`# ${comment}`, `FROM ${from} AS ${name}`, ...steps.map(printStep)].join("\n");
}

function printStep(step: Step): string {
  switch (step.instruction) {
    case "ARG":
      return step.value === undefined ? `ARG ${step.name}` : `ARG ${step.name}=${literal(step.value)}`;
    case "ENV":
      return `ENV ${printPairs(step.variables, literal)}`;
    case "LABEL":
      return `LABEL ${printPairs(step.labels, quote)}`;
    case "WORKDIR":
      return `WORKDIR ${step.path}`;
    case "COPY":
      return printCopy(step);
    case "RUN":
      return printRun(step.commands, step.mounts);
    case "USER":
      return `USER ${step.user}`;
    case "EXPOSE":
      return `EXPOSE ${step.port}`;
    case "STOPSIGNAL":
      return `STOPSIGNAL ${step.signal}`;
    case "HEALTHCHECK":
      return `HEALTHCHECK --interval=10s --timeout=5s --start-period=${step.startPeriod} --retries=3 \\\n    CMD ${printList(step.test)}`;
    case "ENTRYPOINT":
    case "CMD":
      return `${step.instruction} ${printList(step.program)}`;
  }
}

function printCopy({ sources, target, from, chown }: Extract<Step, { instruction: "COPY" }>): string {
  const flags = [
    ...(from === undefined ? [] : [`--from=${from}`]),
    ...(chown === undefined ? [] : [`--chown=${chown}`]),
  ];
  const paths = [...sources, target];
  const plain = paths.every((path) => /^[\w@%+=:,./*?[\]-]+$/.test(path));
  const words = plain ? wrap(paths, ["COPY", ...flags].join(" ").length) : printList(paths);
  return ["COPY", ...flags, words].join(" ");
}

function printRun(commands: readonly string[], mounts: readonly Mount[]): string {
  const flags = mounts.map((mount) => `--mount=${printMount(mount)}`);
  const shell = commands.join(" \\\n && ");
  return flags.length === 0 ? `RUN ${shell}` : `RUN ${flags.join(" \\\n    ")} \\\n    ${shell}`;
}

function printMount(mount: Mount): string {
  switch (mount.type) {
    case "cache":
      return `type=cache,${mount.id === undefined ? "" : `id=${mount.id},`}target=${mount.target}${mount.locked ? ",sharing=locked" : ""}`;
    case "secret":
      return `type=secret,id=${mount.id}`;
    case "bind":
      return `type=bind,source=${mount.source},target=${mount.target}${mount.from === undefined ? "" : `,from=${mount.from}`}`;
  }
}

function printPairs(pairs: Readonly<Record<string, string>>, printValue: (value: string) => string): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${printValue(value)}`)
    .join(" \\\n    ");
}

/** The exec form is JSON: no shell stands between the engine and the program. */
function printList(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
}

function literal(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : quote(value).replaceAll("$", "\\$");
}

function quote(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** Long lists of files go on, indented, so that no line is longer than 120 columns. */
function wrap(words: readonly string[], used: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    const room = lines.length === 0 ? 117 - used : 113;
    if (line !== "" && line.length + word.length + 1 > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(" \\\n    ");
}
