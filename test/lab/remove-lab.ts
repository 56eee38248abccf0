import { rm } from "node:fs/promises";
import { demoProject } from "./demo.ts";
import { labLabel } from "./engines/ensure-engine.ts";
import { tryDocker } from "./host/docker.ts";
import { findLabEngine, stopHostEngine } from "./host/host-engine.ts";
import { images } from "./images/catalogue.ts";
import { readRecipeLabels } from "./images/ensure-images.ts";
import { imageOf } from "./images/recipe.ts";
import { withLock } from "./lock.ts";
import { labDirectory } from "./paths.ts";
import { say } from "./progress.ts";

/** Removes all that the lab made, and nothing else: its containers, volumes, network, stand-in images, daemon and folder. */
export async function removeLab(): Promise<void> {
  await withLock("lab", async () => {
    const host = await findLabEngine();
    if (host !== undefined) {
      // The demo's password goes with the lab's folder, and its volumes are of no use without.
      await removeLabelled(host, `com.docker.compose.project=${demoProject}`);
      await removeLabelled(host, labLabel);
      await removeImages(host);
    }
    await stopHostEngine();
  });
  await rm(labDirectory(), { recursive: true, force: true });
  say(`removed ${labDirectory()}`);
}

async function removeLabelled(host: string, label: string): Promise<void> {
  await removeAll(host, ["container", "ls", "--all"], label, ["container", "rm", "--force", "--volumes"]);
  await removeAll(host, ["network", "ls"], label, ["network", "rm"]);
  await removeAll(host, ["volume", "ls"], label, ["volume", "rm"]);
}

async function removeAll(host: string, list: string[], label: string, remove: string[]): Promise<void> {
  const { stdout } = await tryDocker(host, [...list, "--quiet", `--filter=label=${label}`]);
  const ids = readLines(stdout);
  if (ids.length === 0) return;
  await tryDocker(host, [...remove, ...ids]);
  say(`removed ${ids.length} × ${list[0]} with ${label}`);
}

/** By name, never by force: what a container of the user's is made from stays until that container goes. */
async function removeImages(host: string): Promise<void> {
  const labels = await readRecipeLabels(host, images);
  const standIns = images.filter((name) => (labels.get(name) ?? "") !== "");
  const format = "{{.Repository}}:{{.Tag}}";
  const lists = await Promise.all(
    [imageOf("*"), `${demoProject}*`].map((pattern) => tryDocker(host, ["image", "ls", pattern, "--format", format])),
  );
  const own = lists.flatMap(({ stdout }) => readLines(stdout)).filter((name) => !name.includes("<none>"));
  const names = [...standIns, ...own];
  if (names.length > 0) await tryDocker(host, ["image", "rm", ...names]);
  say(`removed ${names.length} names of images`);
}

function readLines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
