import type { Mount } from "../dockerfile/stage.ts";
import type { JavascriptFacts, PackageManager } from "./javascript-facts.ts";

/** What a package manager is told. */
interface Commands {
  /** The npm package that it is installed from. */
  package: string;
  /** Its store of downloads, kept from build to build. */
  cache: string;
  /** Installs what the lock file says and fails where it does not fit; `filter` narrows it to the application of a workspace. */
  install(filter: string | undefined): string;
  installProduction(filter: string | undefined): string;
  /** Runs a script of package.json. */
  run: readonly string[];
  /** Runs a program that a package brings along. */
  execute: readonly string[];
}

const commands: Record<PackageManager["name"], Commands> = {
  npm: {
    package: "npm",
    cache: "/root/.npm",
    install: () => "npm ci --no-audit --no-fund",
    installProduction: (filter) =>
      `npm ci --omit=dev --no-audit --no-fund${filter === undefined ? "" : ` --workspace=${filter}`}`,
    run: ["npm", "run"],
    execute: ["npx", "--no-install"],
  },
  pnpm: {
    package: "pnpm",
    cache: "/root/.local/share/pnpm/store",
    install: (filter) => `pnpm install --frozen-lockfile${filter === undefined ? "" : ` --filter "${filter}..."`}`,
    installProduction: (filter) =>
      `pnpm install --frozen-lockfile --prod${filter === undefined ? "" : ` --filter "${filter}..."`}`,
    run: ["pnpm", "run"],
    execute: ["pnpm", "exec"],
  },
  yarn: {
    package: "yarn",
    cache: "/usr/local/share/.cache/yarn",
    install: () => "yarn install --frozen-lockfile --non-interactive",
    installProduction: () => "yarn install --frozen-lockfile --non-interactive --production",
    run: ["yarn", "run"],
    execute: ["yarn", "run"],
  },
  berry: {
    package: "@yarnpkg/cli-dist",
    cache: "/root/.yarn/berry/cache",
    install: () => "yarn install --immutable",
    installProduction: (filter) => `yarn workspaces focus --production${filter === undefined ? "" : ` ${filter}`}`,
    run: ["yarn", "run"],
    execute: ["yarn", "run"],
  },
  bun: {
    package: "bun",
    cache: "/root/.bun/install/cache",
    install: () => "bun install --frozen-lockfile",
    installProduction: () => "bun install --frozen-lockfile --production",
    run: ["bun", "run"],
    execute: ["bun", "x"],
  },
};

/** The command that puts the package manager into the base stage; undefined when the image's own npm is the one. */
export function installPackageManager({ name, version }: PackageManager): string | undefined {
  if (version === undefined) return undefined;
  // Node images bring an old yarn along, whose files are in the way.
  const force = name === "yarn" || name === "berry" ? " --force" : "";
  return `npm install --global --no-audit --no-fund${force} ${commands[name].package}@${version}`;
}

export function installCommand({ packageManager, workspace }: JavascriptFacts): string {
  return commands[packageManager.name].install(workspace);
}

export function installProductionCommand({ packageManager, workspace }: JavascriptFacts): string {
  return commands[packageManager.name].installProduction(workspace);
}

/** The program that runs a script of package.json: `["pnpm", "run", "build"]`. */
export function scriptProgram({ name }: PackageManager, script: string): string[] {
  return [...commands[name].run, script];
}

/** A shell command that runs a program of an installed package: `npx --no-install prisma generate`. */
export function executeCommand({ name }: PackageManager, program: string): string {
  return [...commands[name].execute, program].join(" ");
}

export function packageCache({ name }: PackageManager): Mount {
  // The stores of npm and pnpm bear several installs at once.
  const isShared = name === "npm" || name === "pnpm";
  return { type: "cache", target: commands[name].cache, ...(isShared ? {} : { locked: true }) };
}
