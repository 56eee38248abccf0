import { posix } from "node:path";
import type { ImageBuild } from "../../facts/build/image-build.ts";
import type { DockerfileFacts, Stage } from "../../facts/dockerfile/dockerfile-facts.ts";
import type { Instruction } from "../../facts/dockerfile/instruction.ts";
import { flagOf } from "../../facts/dockerfile/instruction.ts";
import { isSecretName } from "../../facts/env/secret-name.ts";
import type { Facts } from "../../facts/facts.ts";
import type { Report } from "../../finding.ts";
import { parseEnvFile } from "../../parse/parse-env-file.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "image-build-secret",
  group: "image",
  severity: "error",
  summary: "Secrets of a build are mounted, and in no instruction, argument or layer",
  why: "Build arguments stand in the image's history, in the build cache and in provenance attestations; ENV and copied files stand in the image itself. Whoever can pull the image can read them. A placeholder in ENV of the final stage is worse in its quiet way: where the real value is forgotten, the application starts with a secret that everybody knows.",
  fix: "Mount it for the one command that needs it: RUN --mount=type=secret,id=<name>, with secrets: in the build of the Compose file or workflow.",
  links: [
    "https://docs.docker.com/build/building/secrets/",
    "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/",
  ],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const dockerfile of facts.dockerfiles) {
      for (const stage of dockerfile.stages) yield* findInStage(facts, dockerfile, stage);
    }
    for (const build of facts.builds) yield* findArguments(build);
  },
});

const mount = (name: string): string =>
  `Mount it: RUN --mount=type=secret,id=${name},env=${name} before the command that needs it, and give the build its secrets.`;

function* findInStage(facts: Facts, dockerfile: DockerfileFacts, stage: Stage): Generator<Report> {
  const final = stage === dockerfile.stages.at(-1);
  const args = new Set<string>();
  for (const instruction of stage.instructions) {
    const { keyword, pairs } = instruction;
    if (keyword === "COPY" || keyword === "ADD") yield* findCopies(facts, dockerfile, instruction);
    if (keyword !== "ARG" && keyword !== "ENV") continue;
    for (const pair of pairs) {
      const { name, value } = pair;
      if (!isSecretName(name) || (keyword === "ENV" && args.has(name))) continue;
      const { at } = pair;
      if (keyword === "ARG") {
        if (isStandIn(value)) continue;
        args.add(name);
        yield { at, message: `The build argument ${name} stands in the image's history.`, advice: mount(name) };
      } else if (final ? isSet(value) : isSet(value) && !isStandIn(value)) {
        yield final && !value?.includes("$")
          ? {
              at,
              message: `ENV of the final stage gives ${name} a value that everyone who has the image can read, and that holds where no other is given.`,
              advice: `Take it out, and give ${name} to the container. What a build needs belongs into an earlier stage.`,
            }
          : { at, message: `ENV writes the secret ${name} into the image.`, advice: mount(name) };
      }
    }
  }
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== "";

/** Something that only makes a build go through. */
const isStandIn = (value: string | undefined): boolean =>
  value !== undefined &&
  (value === "" ||
    /^[^$]*(placeholder|dummy|build|fake|example|change-?me|not-?used|unused|xxx|test|mock|skip)/i.test(value));

function* findArguments({ by, args, service }: ImageBuild): Generator<Report> {
  for (const [name, { at }] of args) {
    if (!isSecretName(name)) continue;
    const who = service ? `The build of "${service.name}"` : by === "workflow" ? "This build" : "This command";
    yield {
      at,
      message: `${who} passes ${name} as an argument: it stands in the image's history.`,
      advice: mount(name),
    };
  }
}

function* findCopies(facts: Facts, dockerfile: DockerfileFacts, instruction: Instruction): Generator<Report> {
  if (flagOf(instruction, "from") !== undefined) return;
  for (const { text, at } of instruction.words.slice(0, -1)) {
    const name = posix.basename(text);
    if (!holdsSecret(facts, dockerfile, text, name)) continue;
    yield {
      at,
      message: `${instruction.keyword} puts ${name} into a layer: deleting it later does not take it out.`,
      advice: `Mount it for the command that reads it: RUN --mount=type=secret,id=${name.replace(/^\.|\*$/g, "")},target=<path>.`,
    };
  }
}

function holdsSecret(facts: Facts, dockerfile: DockerfileFacts, source: string, name: string): boolean {
  const isEnv = /^\.env(\..+|\*)?$/.test(name) && !/example|sample|template|dist|schema/.test(name);
  const isKey = /^id_(rsa|dsa|ecdsa|ed25519)$/.test(name) || /\.(pem|key|p12|pfx)$/.test(name);
  if (!isEnv && !isKey && name !== ".npmrc") return false;
  const text = textOf(facts, dockerfile, source);
  if (isEnv) {
    // A file that the repository has anyway, and that holds settings only, is no secret.
    return text === undefined || parseEnvFile(text).some((entry) => isSecretName(entry.name) && entry.value !== "");
  }
  if (name === ".npmrc") return text !== undefined && /(_authToken|_auth|_password)\s*=\s*(?!\$\{)\S/.test(text.text);
  if (text !== undefined) return /PRIVATE KEY/.test(text.text);
  return /^id_|key/i.test(name) && !/pub|ca[-_.]/i.test(name);
}

function textOf(facts: Facts, dockerfile: DockerfileFacts, source: string) {
  const contexts = facts.builds.filter((build) => build.dockerfile === dockerfile).map(({ context }) => context);
  for (const context of [...contexts, posix.dirname(dockerfile.path), ""]) {
    const path = context === undefined ? undefined : posix.join(context, source);
    const text = path !== undefined && facts.repository.hasFile(path) ? facts.repository.read(path) : undefined;
    if (text) return text;
  }
  return undefined;
}
