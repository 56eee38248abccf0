import process from "node:process";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import { acquireLock } from "../../../packages/gantry/src/release/lock/acquire-lock.ts";

// A process of its own that takes a stack's lock, says so, and holds it until it is killed.
const { project, ...target } = JSON.parse(process.argv[2] ?? "");
const engine = await connectEngine(target);
const lock = await acquireLock(engine, project, { what: "deploy r1", who: "ben@server", heartbeat: 1500 });
await lock.confirm();
process.stdout.write("held\n");
process.stdin.resume();
