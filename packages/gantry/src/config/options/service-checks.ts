import type { BuildOptions } from "./build-options.ts";
import {
  boolean,
  type Check,
  type Checks,
  duration,
  integer,
  isMapping,
  list,
  mapping,
  matching,
  oneOf,
  openText,
  options,
  orFalse,
  orScalar,
  orString,
  port,
  positive,
  record,
  show,
  size,
  string,
  textValue,
} from "./checks.ts";
import { buildRecipeChecks } from "./recipe-checks.ts";
import type { ServiceOptions } from "./service-options.ts";

export const variableName = { pattern: /^[A-Za-z_][\w.-]*$/, meaning: "a name for a variable" };

const timing = { interval: duration, timeout: duration, retries: integer(1), startPeriod: duration };

const health: Check = (value, path, report) => {
  if (!isMapping(value)) {
    return report(path, `${show(value)} is no health check.`, 'Write { http: "/path" }, { command: [...] } or false.');
  }
  if (value["http"] !== undefined && value["command"] !== undefined) {
    report(path, 'has both "http" and "command".', "Keep one of them.");
  }
  const command = list(openText("everyone who may list processes sees it"), 1);
  const path1 = matching(/^\/\S*$/, "a path", "/api/health");
  options({ ...timing, http: path1, port, command })(value, path, report);
};

const buildSecret: Check = (value, path, report) => {
  options({ file: string, env: string })(value, path, report);
  if (!isMapping(value) || (value["file"] === undefined) !== (value["env"] === undefined)) return;
  report(path, 'needs either "file" or "env".');
};

const buildChecks: Record<keyof BuildOptions, Check> = {
  context: string,
  dockerfile: string,
  target: string,
  args: record(orScalar(openText("build arguments stay in the image's history", 'Use "build.secrets".')), variableName),
  secrets: record(buildSecret),
  ca: string,
  cacheFrom: list(string),
  cacheTo: list(string),
  platforms: list(matching(/^[a-z0-9]+(\/[a-z0-9]+){1,2}$/, "a platform", "linux/amd64")),
  labels: record(orScalar(openText("labels are shown everywhere", 'Use "build.secrets".'))),
  recipe: options(buildRecipeChecks),
};

const plainPath = matching(/^(\/(?!\.\.?(\/|$))[\w.@+~-]+)+$/, "an absolute path of plain characters", "/assets");

const serviceChecks: Record<keyof ServiceOptions, Check> = {
  image: openText("an image's name is shown everywhere"),
  build: orString(options(buildChecks)),
  command: orString(list(openText("everyone who may list processes sees it"))),
  env: record(textValue, variableName),
  health: orFalse(health),
  resources: options({ memory: size, cpus: positive }),
  replicas: integer(0),
  volumes: list(string),
  ports: list(string),
  assets: list(options({ path: plainPath, folder: plainPath }, ["path", "folder"])),
  restart: oneOf("no", "always", "on-failure", "unless-stopped"),
  stopGracePeriod: duration,
  networks: list(string),
  labels: record(orScalar(openText("labels are shown everywhere"))),
  dependsOn: record(orFalse(oneOf("healthy", "started", "completed"))),
  egress: boolean,
  compose: mapping,
};

const { replicas, resources, env, compose } = serviceChecks;

/** The checks of what may differ by environment. */
export const overrideChecks = { replicas, resources, env, compose };

/** The checks of a preset: those of every service, and its own. The type says that none is forgotten. */
export function checksOf<Options extends ServiceOptions>(
  own: Record<Exclude<keyof Options, keyof ServiceOptions>, Check>,
): Checks {
  return { ...serviceChecks, ...own };
}
