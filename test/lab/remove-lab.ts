import { rm } from "node:fs/promises";
import { demoProject } from "./demo.ts";
import { engineNames } from "./engines/engine-spec.ts";
import { labNetwork, removeEngine } from "./engines/ensure-engine.ts";
import { tryDocker } from "./host/docker.ts";
import { findEngine, stopHostEngine } from "./host/host-engine.ts";
import { labLabel } from "./images/recipe.ts";
import { withLock } from "./lock.ts";
import { labDirectory } from "./paths.ts";
import { say } from "./progress.ts";

/** Removes all that the lab made, and nothing else: its containers, volumes, network, stand-in images, daemon and folder. */
export async function removeLab(): Promise<void> {
  await withLock("lab", async () => {
    const host = await findEngine();
    if (host !== undefined) {
      await removeDemo(host);
      await removeContainers(host);
      await removeImages(host);
    }
    await stopHostEngine();
  });
  await rm(labDirectory(), { recursive: true, force: true });
  say(`removed ${labDirectory()}`);
}

/** Its password goes with the lab's folder, and its volumes are of no use without. */
async function removeDemo(host: string): Promise<void> {
  const filter = `--filter=label=com.docker.compose.project=${demoProject}`;
  for (const [kind, remove] of [
    ["container", ["rm", "--force", "--volumes"]],
    ["network", ["rm"]],
    ["volume", ["rm"]],
  ] as const) {
    const all = kind === "container" ? ["--all"] : [];
    const { stdout } = await tryDocker(host, [kind, "ls", "--quiet", ...all, filter]);
    const ids = stdout.split("\n").filter((id) => id !== "");
    if (ids.length > 0) await tryDocker(host, [kind, ...remove, ...ids]);
  }
}

async function removeContainers(host: string): Promise<void> {
  await Promise.all(engineNames.map((name) => removeEngine(host, name)));
  await tryDocker(host, ["network", "rm", labNetwork]);
  say("removed the engines");
}

/** By name, never by force: an image that a container of the user's is made from stays until that container goes. */
async function removeImages(host: string): Promise<void> {
  const format = "{{.Repository}}:{{.Tag}}";
  const { stdout } = await tryDocker(host, ["image", "ls", `--filter=label=${labLabel}`, "--format", format]);
  const names = stdout.split("\n").filter((name) => name !== "" && !name.includes("<none>"));
  if (names.length > 0) await tryDocker(host, ["image", "rm", ...names]);
  const base = await tryDocker(host, ["image", "ls", "gantry-lab/*", "--format", format]);
  const bases = base.stdout.split("\n").filter((name) => name !== "");
  if (bases.length > 0) await tryDocker(host, ["image", "rm", ...bases]);
  say(`removed ${names.length + bases.length} image names`);
}
