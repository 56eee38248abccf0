import { posix } from "node:path";
import { fingerprintFiles } from "../configuration/fingerprint-files.ts";
import { type LoadFiles, refusal } from "../configuration/load-files.ts";
import { packFolder } from "../volume/archive.ts";
import { proxyFolder } from "../volume/layout.ts";
import { type ProxyContainer, runIn, withSignal } from "../volume/proxy-container.ts";
import { writeLoaded } from "../volume/write-volume.ts";
import { printTrial } from "./front-caddyfile.ts";
import { fragmentFile, nextFragment, stacksFolder, trialCaddyfile } from "./front-names.ts";
import { readFragments } from "./read-fragments.ts";
import { refuseConflicts } from "./refuse-conflicts.ts";

/** Does something while nobody else changes the front's configuration. */
export type Exclusively = <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/**
 * Loads a stack's fragment into the front. It gets its place only when Caddy finds it right together with those of the other stacks: should this
 * end anywhere, they all can be loaded by whoever is next, or by a front that is started again.
 */
export function loadFragment(project: string, exclusively: Exclusively): LoadFiles {
  return async (container, kind, files, loaded = "") => {
    const fingerprint = fingerprintFiles(files);
    const content = files[0]?.content ?? "";
    if (loaded === fingerprint) return false;
    return exclusively(async (signal) => {
      const at = withSignal(container, signal);
      const fragments = await readFragments(at);
      refuseConflicts(project, content, fragments);
      const before = fragments.get(project);
      await writeLoaded(at, "");
      await write(at, {
        [`${stacksFolder}/${project}/${nextFragment}`]: content,
        [trialCaddyfile]: printTrial(project, fragments.keys()),
      });
      const fault = await kind.findFault(at);
      if (fault !== undefined) {
        // What runs is still what was loaded before.
        await writeLoaded(at, loaded);
        throw refusal(files, fault);
      }
      await putInPlace(at, project);
      try {
        await kind.load(at);
      } catch (error) {
        await putBack(at, project, before);
        throw error;
      }
      await writeLoaded(at, fingerprint);
      return true;
    });
  };
}

/** By absolute path. */
async function write({ engine, id, signal }: ProxyContainer, files: Readonly<Record<string, string>>): Promise<void> {
  const below = Object.entries(files).map(([path, content]) => [posix.relative(proxyFolder, path), content] as const);
  const archive = await packFolder({ files: new Map(below), links: new Map() });
  await engine.containers.putArchive(id, proxyFolder, archive, { signal });
}

/** In one step: a front that is started in this moment finds one of the two, whole. */
async function putInPlace(at: ProxyContainer, project: string): Promise<void> {
  const folder = `${stacksFolder}/${project}`;
  const { exitCode, output } = await runIn(at, ["mv", "-f", `${folder}/${nextFragment}`, `${folder}/${fragmentFile}`]);
  if (exitCode !== 0) throw new Error(`The front cannot rename a file: ${output}`);
}

async function putBack(at: ProxyContainer, project: string, before: string | undefined): Promise<void> {
  if (before === undefined) {
    await runIn(at, ["rm", "-f", `${stacksFolder}/${project}/${fragmentFile}`]);
    return;
  }
  await write(at, { [`${stacksFolder}/${project}/${nextFragment}`]: before });
  await putInPlace(at, project);
}
