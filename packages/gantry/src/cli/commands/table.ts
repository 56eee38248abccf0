import { audit } from "./audit.ts";
import { build } from "./build.ts";
import { check } from "./check.ts";
import { config } from "./config.ts";
import type { AnyCommand } from "./definition.ts";
import { deploy } from "./deploy.ts";
import { down } from "./down.ts";
import { exec } from "./exec.ts";
import { init } from "./init.ts";
import { logs } from "./logs.ts";
import { maintenance } from "./maintenance.ts";
import { plan } from "./plan.ts";
import { ps } from "./ps.ts";
import { releases } from "./releases.ts";
import { render } from "./render.ts";
import { restart } from "./restart.ts";
import { rollback } from "./rollback.ts";
import { run } from "./run.ts";
import { ship } from "./ship.ts";
import { start } from "./start.ts";
import { stop } from "./stop.ts";
import { unlock } from "./unlock.ts";
import { up } from "./up.ts";

/** Every command, in the order in which help and reference show them. */
export const commandTable: readonly AnyCommand[] = [
  up,
  down,
  restart,
  stop,
  start,
  build,
  ship,
  deploy,
  rollback,
  releases,
  audit,
  unlock,
  maintenance,
  plan,
  ps,
  logs,
  exec,
  run,
  init,
  config,
  render,
  check,
];

/** Exit codes that every command has. */
export const commonExitCodes: Readonly<Record<string, string>> = {
  0: "Done",
  1: "Failed",
  2: "Wrong usage or configuration",
  130: "Interrupted",
};
