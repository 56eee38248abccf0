import { posix } from "node:path";
import { type ProcessCommand, processCommands } from "../../facts/build/process-commands.ts";
import type { DockerfileFacts } from "../../facts/dockerfile/dockerfile-facts.ts";
import { feedingStages } from "../../facts/dockerfile/feeding-stages.ts";
import type { Facts } from "../../facts/facts.ts";
import { lazy } from "../../facts/lazy.ts";
import type { PackageFacts } from "../../facts/package-facts.ts";
import type { EnvVariable } from "../../facts/service/service-env.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { Report } from "../../finding.ts";
import { parseEnvFile } from "../../parse/parse-env-file.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "image-public-env-not-inlined",
  group: "image",
  severity: "error",
  summary: "Variables that the browser sees are there when the image is built",
  why: "NEXT_PUBLIC_, VITE_ and PUBLIC_ variables are written into the scripts by the build. One that only the running container gets comes too late: the server's part sees it and looks right, the browser's part has undefined in its place, so links, API calls and sign-in break there and nowhere else.",
  fix: "Declare it with ARG and ENV before the build runs, and pass it as a build argument.",
  links: [
    "https://nextjs.org/docs/app/guides/environment-variables#bundling-environment-variables-for-the-browser",
    "https://vite.dev/guide/env-and-mode",
  ],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const service of facts.productionServices()) {
      const { build } = service;
      if (!build?.dockerfile || !build.stage || build.context === undefined) continue;
      const startup = lazy(() => startupOf(facts, service));
      for (const variable of service.env) {
        if (variable.source === "dockerfile" || !publicName.test(variable.name)) continue;
        const report = checkVariable(facts, service, build.dockerfile, variable, startup);
        if (report) yield report;
      }
    }
  },
});

const publicName = /^(NEXT_PUBLIC|VITE|PUBLIC|REACT_APP|GATSBY|VUE_APP)_[A-Z0-9_]+$/;

/** The package whose build writes such variables into its scripts. */
const frameworks: Readonly<Record<string, readonly string[]>> = {
  NEXT_PUBLIC: ["next"],
  VITE: ["vite"],
  // SvelteKit has PUBLIC_ variables of both kinds: only Astro's are all written in.
  PUBLIC: ["astro"],
  REACT_APP: ["react-scripts"],
  GATSBY: ["gatsby"],
  VUE_APP: ["@vue/cli-service"],
};

function checkVariable(
  facts: Facts,
  service: ServiceFacts,
  dockerfile: DockerfileFacts,
  variable: EnvVariable,
  startup: () => Startup,
): Report | undefined {
  const { name } = variable;
  const context = service.build?.context ?? "";
  const declared = declaration(service, dockerfile, name);
  if (declared === "unknown" || declared === "ready") return undefined;
  const arg = declared === "open" ? declared : undefined;
  if (arg && isPassed(facts, dockerfile, name)) return undefined;
  if (!isBuiltHere(startup(), name) || isReplacedAtStart(facts, startup(), name)) return undefined;
  const use = findUse(facts, context, name);
  if (!use || isInEnvFile(facts, service, name, context)) return undefined;
  return {
    at: variable.at,
    message: arg
      ? `The variable ${name} is only given to the running container: ${dockerfile.path} declares it as an argument, but no build passes it.`
      : `The variable ${name} is only given to the running container: what the browser gets was built without it.`,
    related: [
      { at: use, message: `Here ${name} is read.` },
      { at: buildPlace(service, dockerfile), message: "Here the scripts are built." },
    ],
    advice: `Write ARG ${name} and ENV ${name}=$${name} before the build in ${dockerfile.path}, and pass it in build.args.`,
  };
}

const runsBuild = /\bbuild\b/;

/** Whether the stage that builds has the variable: with a value, only as an argument, or not. Unknown where nothing is built. */
function declaration(
  service: ServiceFacts,
  dockerfile: DockerfileFacts,
  name: string,
): "ready" | "open" | "missing" | "unknown" {
  const stage = service.build?.stage;
  if (!stage) return "unknown";
  let result: "missing" | "unknown" = "unknown";
  for (const feeding of feedingStages(dockerfile, stage)) {
    let open = false;
    let ready = false;
    for (const { keyword, pairs, shell, exec, words, flags } of feeding.inherited) {
      for (const pair of pairs) {
        if (pair.name !== name) continue;
        if (keyword === "ARG") {
          open = true;
          // An empty default is a choice as well.
          if (pair.value !== undefined) ready = true;
        } else if (keyword === "ENV" && !/^"?\$/.test(pair.value ?? "")) ready = true;
      }
      const text = shell?.text ?? (exec ? words.map((word) => word.text).join(" ") : "");
      if (keyword !== "RUN" || !runsBuild.test(text)) continue;
      if (ready || text.includes(name) || flags.some(({ value }) => value?.includes(name) || /env/i.test(value ?? "")))
        return "ready";
      if (open) return "open";
      result = "missing";
    }
  }
  return result;
}

/** Any build of the Dockerfile that passes it: workflows too. */
const isPassed = (facts: Facts, dockerfile: DockerfileFacts, name: string): boolean =>
  facts.builds.some((build) => build.dockerfile === dockerfile && build.args.has(name)) ||
  facts.workflows.some(({ source }) => source.text.includes(name));

/** What a service's packages are, and what runs when it starts. */
interface Startup {
  readonly packages: readonly PackageFacts[];
  readonly commands: readonly ProcessCommand[];
}

function startupOf(facts: Facts, service: ServiceFacts): Startup {
  const context = service.build?.context ?? "";
  return {
    packages: facts.packages.filter(({ folder }) => context === "" || `${folder}/`.startsWith(`${context}/`)),
    commands: processCommands(facts, { service, stage: service.build?.stage, context }),
  };
}

function isBuiltHere({ packages }: Startup, name: string): boolean {
  const prefix = Object.keys(frameworks).find((each) => name.startsWith(`${each}_`)) ?? "";
  return packages.some((each) => frameworks[prefix]?.some((framework) => each.dependency(framework)));
}

/** Packages that give the browser the values of the running container. */
const runtimeLibraries = [
  "next-runtime-env",
  "next-public-env",
  "@import-meta-env/cli",
  "vite-plugin-runtime-env",
  "runtime-env-cra",
];

/** Some write the values into the finished scripts when the container starts. */
function isReplacedAtStart(facts: Facts, { packages, commands }: Startup, name: string): boolean {
  const prefix = name.split("_")[0] ?? name;
  const scripts = new Set(commands.flatMap(({ script }) => script ?? []));
  return (
    [...scripts].some((path) => facts.repository.read(path)?.text.includes(prefix)) ||
    commands.some(({ argv }) => /\bbuild\b|^(sed|envsubst)$/.test(argv.join(" "))) ||
    packages.some((each) => runtimeLibraries.some((library) => each.dependency(library)))
  );
}

/** A line of the application that reads it: in code for the browser, or in any. */
function findUse(facts: Facts, context: string, name: string) {
  const pattern = new RegExp(`\\b(?:process\\.env|import\\.meta\\.env)(?:\\.${name}\\b|\\[["']${name}["']\\])`);
  for (const path of facts.repository.ofKind("script-source", "other")) {
    if (context !== "" && !path.startsWith(`${context}/`)) continue;
    if (!/\.([cm]?[jt]sx?|astro|vue|svelte)$/.test(path) || /\.(test|spec)\.|(^|\/)(e2e|tests?)\//.test(path)) continue;
    const source = facts.repository.read(path);
    const match = source?.text.includes(name) ? pattern.exec(source.text) : null;
    if (source && match) return source.placeOf(match.index, match.index + match[0].length);
  }
  return undefined;
}

/** An env file that frameworks read when they build, and that is copied along. */
function isInEnvFile(facts: Facts, service: ServiceFacts, name: string, context: string): boolean {
  const build = facts.builds.find((each) => each.service === service);
  return facts.repository.ofKind("env-file").some((path) => {
    if (context !== "" && !path.startsWith(`${context}/`)) return false;
    if (!/^\.env(\.production)?(\.local)?$/.test(posix.basename(path))) return false;
    if (build?.ignore?.ignores(context === "" ? path : path.slice(context.length + 1))) return false;
    const source = facts.repository.read(path);
    return source !== undefined && parseEnvFile(source).some((entry) => entry.name === name && !entry.commentedOut);
  });
}

function buildPlace(service: ServiceFacts, dockerfile: DockerfileFacts) {
  const stage = service.build?.stage;
  for (const feeding of stage ? feedingStages(dockerfile, stage) : []) {
    const run = feeding.instructions.find(
      ({ keyword, shell }) => keyword === "RUN" && runsBuild.test(shell?.text ?? ""),
    );
    if (run) return run.at;
  }
  return dockerfile.start;
}
