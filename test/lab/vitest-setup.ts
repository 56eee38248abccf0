import process from "node:process";
import { ensureLab } from "./lab.ts";
import { sourcePath } from "./paths.ts";
import { runCommand } from "./run-command.ts";

/**
 * What every end-to-end test may count on: the built command, this machine's engine, the base images, Compose and Buildx.
 * The other engines and servers start when a test asks for them.
 */
export default async function setUp(): Promise<void> {
  await runCommand(process.execPath, [sourcePath("../../scripts/build.mjs")]);
  await ensureLab({ parts: ["host", "tools"] });
}
