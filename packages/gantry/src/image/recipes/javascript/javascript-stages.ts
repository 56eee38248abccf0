import { posix } from "node:path";
import { runWithSecrets } from "../dockerfile/download.ts";
import { installSystemPackages } from "../dockerfile/install-system-packages.ts";
import { arg, copy, env, type Mount, run, type Stage, type Step, workdir } from "../dockerfile/stage.ts";
import type { JavascriptFacts } from "./javascript-facts.ts";
import {
  executeCommand,
  installCommand,
  installPackageManager,
  installProductionCommand,
  packageCache,
  scriptProgram,
} from "./package-managers.ts";
import { shellWords } from "./shell-words.ts";

/** Where the context's top is in every stage. */
const top = "/app";

/** The application's folder in the image. */
export function appFolder({ app }: JavascriptFacts): string {
  return posix.join(top, app);
}

/** What every stage starts from. The running image is made from it too, so it holds no tool of the build. */
export function baseStage(facts: JavascriptFacts, variables: Readonly<Record<string, string>> = {}): Stage {
  return {
    name: "base",
    from: facts.base,
    comment: "The runtime that all stages share.",
    steps: [
      ...(Object.keys(variables).length === 0 ? [] : [env(variables)]),
      workdir(top),
      ...installSystemPackages(facts.base, facts.systemPackages),
    ],
  };
}

/** From the tools to all packages, development's included: `tools`, `pruner` in a Turborepo, `deps`. */
export function dependencyStages(facts: JavascriptFacts): Stage[] {
  return [...toolStages(facts), ...pruneStages(facts), depsStage(facts)];
}

function toolStages(facts: JavascriptFacts): Stage[] {
  const install = installPackageManager(facts.packageManager);
  const linker = facts.packageManager.name === "berry" ? [env({ YARN_NODE_LINKER: "node-modules" })] : [];
  const commands = [
    ...(install === undefined ? [] : [install]),
    ...(facts.turbo === undefined ? [] : [`npm install --global --no-audit --no-fund turbo@${facts.turbo}`]),
  ];
  if (commands.length === 0) return [];
  const settings = facts.manifests.includes(".npmrc") ? [copy([".npmrc"], "./")] : [];
  return [
    {
      name: "tools",
      from: "base",
      comment: "The tools of the build, pinned.",
      steps: [
        ...linker,
        ...settings,
        runWithSecrets(commands, {
          ...network(facts),
          secrets: settings.length === 0 ? [] : facts.registrySecrets,
          caches: [packageCache({ name: "npm" })],
        }),
      ],
    },
  ];
}

function pruneStages(facts: JavascriptFacts): Stage[] {
  if (facts.turbo === undefined || facts.workspace === undefined) return [];
  return [
    {
      name: "pruner",
      from: "tools",
      comment:
        "The part of the repository that the application needs: out/json has the manifests, out/full the sources.",
      steps: [copy(["."], "./"), run([`turbo prune ${facts.workspace} --docker`])],
    },
  ];
}

/** The stage that `deps` and its like start from. */
function toolsName(facts: JavascriptFacts): string {
  return toolStages(facts).length === 0 ? "base" : "tools";
}

function depsStage(facts: JavascriptFacts): Stage {
  return {
    name: "deps",
    from: toolsName(facts),
    comment:
      "All packages, from the lock file. Manifests come before the sources, so that a change of source keeps this stage.",
    steps: [...quietNpm(facts), ...copyManifests(facts), install(facts, installCommand(facts))],
  };
}

/** npm would ask for a newer npm at each command, and wait for the answer. */
function quietNpm({ packageManager }: JavascriptFacts): Step[] {
  return packageManager.name === "npm" ? [env({ npm_config_update_notifier: "false" })] : [];
}

/** Only what production needs, beside the builder and at the same time. Dates are even, so that the same lock file gives the same layer. */
export function productionStage(facts: JavascriptFacts): Stage {
  return {
    name: "production",
    from: toolsName(facts),
    comment: "The packages of production, with even dates: the same lock file gives the same layer.",
    steps: [
      ...copyManifests(facts),
      install(facts, installProductionCommand(facts), [
        ...removeManifests(facts),
        ...(facts.prisma?.inModules ? [] : [evenDates]),
      ]),
      ...(facts.prisma?.inModules ? [takeClient] : []),
    ],
  };
}

const evenDates = "find . -exec touch -h -d @0 {} +";

/** The client that Prisma generates lies in a hidden folder of the packages, wherever the package manager has put them. */
const takeClient: Step = run(
  [
    "(cd /builder && tar -cf - $(find . -maxdepth 4 -type d -name .prisma -prune)) | tar -xf - -C node_modules",
    evenDates,
  ],
  [{ type: "bind", from: "builder", source: `${top}/node_modules`, target: "/builder" }],
);

/** Whoever runs the image installs nothing: settings, patches and the lock file are not needed. */
function removeManifests({ manifests }: JavascriptFacts): string[] {
  const others = manifests.filter((path) => posix.basename(path) !== "package.json");
  return [`rm -rf ${[...new Set(others.map((path) => path.split("/")[0]))].join(" ")}`];
}

function copyManifests(facts: JavascriptFacts): Step[] {
  if (facts.turbo !== undefined) return [copy(["/app/out/json/"], "./", { from: "pruner" })];
  const folders = new Map<string, string[]>();
  for (const path of facts.manifests) {
    const folder = posix.dirname(path);
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  return [...folders].map(([folder, paths]) => copy(paths, folder === "." ? "./" : `./${folder}/`));
}

function install(facts: JavascriptFacts, command: string, then: readonly string[] = []): Step {
  return runWithSecrets([...dropHooks(facts), command, ...then], {
    ...network(facts),
    secrets: facts.registrySecrets,
    caches: [packageCache(facts.packageManager)],
  });
}

/** Without the sources these scripts would fail. The manifests are changed in this stage only. */
function dropHooks({ hooks }: JavascriptFacts): string[] {
  return hooks.map(({ folder, drop }) =>
    inFolder(folder, `npm pkg delete ${drop.map((name) => `scripts.${name}`).join(" ")}`),
  );
}

function runHooks({ hooks, packageManager }: JavascriptFacts): string[] {
  return hooks.flatMap(({ folder, run: names }) =>
    names.map((name) => inFolder(posix.join(top, folder), scriptProgram(packageManager, name).join(" "))),
  );
}

function inFolder(folder: string, command: string): string {
  return folder === "." || folder === top ? command : `(cd ${folder} && ${command})`;
}

function network({ ca }: JavascriptFacts): { ca: boolean; caVariables: string[] } {
  return { ca, caVariables: ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"] };
}

interface Building {
  /** Variables of the build. */
  variables?: Readonly<Record<string, string>>;
  caches?: readonly Mount[];
  /** Shell commands after the build, in the application's folder. */
  afterwards?: readonly string[];
}

/** The sources on top of the packages, and the build. */
export function builderStage(
  facts: JavascriptFacts,
  { variables = {}, caches = [], afterwards = [] }: Building = {},
): Stage {
  const values = { ...facts.placeholders, ...variables };
  const commands = [
    ...runHooks(facts),
    ...(facts.prisma?.generate ? [executeCommand(facts.packageManager, "prisma generate")] : []),
    ...(facts.build ? [buildCommand(facts)] : []),
    ...afterwards,
  ];
  return {
    name: "builder",
    from: "deps",
    comment: "The build. Nothing that is set here reaches the running image.",
    steps: [
      copySources(facts),
      ...facts.publicVariables.flatMap((name) => [arg(name)]),
      ...(Object.keys(values).length === 0 ? [] : [env(values)]),
      ...(facts.app === "." ? [] : [workdir(appFolder(facts))]),
      ...(commands.length === 0
        ? []
        : [runWithSecrets(commands, { ...network(facts), secrets: facts.buildSecrets, caches })]),
    ],
  };
}

/** In a Turborepo the packages that the application builds on are built first. */
function buildCommand(facts: JavascriptFacts): string {
  const own = scriptProgram(facts.packageManager, "build").join(" ");
  const program = shellWords(facts.build ?? []);
  return facts.turbo !== undefined && program === own ? `turbo run build --filter=${facts.workspace}` : program;
}

/** In a Turborepo, of the pruned repository. */
function copySources(facts: JavascriptFacts): Step {
  return facts.turbo === undefined ? copy(["."], "./") : copy(["/app/out/full/"], "./", { from: "pruner" });
}

/** `docker build --target dev`: the sources on top of all packages, run with hot reload. */
export function devStages(facts: JavascriptFacts): Stage[] {
  if (facts.dev === undefined) return [];
  return [
    {
      name: "dev",
      from: "deps",
      comment: "For development: mount the sources over these, and changes are seen at once.",
      steps: [
        copySources(facts),
        ...(facts.app === "." ? [] : [workdir(appFolder(facts))]),
        ...(facts.prisma?.generate ? [run([executeCommand(facts.packageManager, "prisma generate")])] : []),
        env({
          NODE_ENV: "development",
          ...(facts.port === undefined ? {} : { PORT: String(facts.port) }),
        }),
        { instruction: "CMD", program: facts.dev },
      ],
    },
  ];
}

/** The sources that run as they are: of a workspace, those that the application is made of. */
export function copyRunningSources(facts: JavascriptFacts): Step[] {
  if (facts.workspace === undefined || facts.turbo !== undefined) return [copySources(facts)];
  return facts.sources.map((path) => copy([path], `./${path}`));
}

/** What the build wrote, from the builder to the same place. */
export function copyOutput(paths: readonly string[]): Step[] {
  return paths.map((path) => copy([posix.join(top, path)], `./${path}`, { from: "builder" }));
}

/** What the recipe wants in the image beside. */
export function copyIncluded({ app, include }: JavascriptFacts): Step[] {
  return copyOutput(include.map((path) => posix.join(app, path)));
}
