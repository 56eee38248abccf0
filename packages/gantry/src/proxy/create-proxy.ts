import { type LoadFiles, loadFiles } from "./configuration/load-files.ts";
import type { ProxyDefinition, Targets } from "./proxy-definition.ts";
import type { ProxyKind } from "./proxy-kind.ts";
import type { RunningProxy } from "./running-proxy.ts";
import { packFolder } from "./volume/archive.ts";
import { pageFiles } from "./volume/maintenance-page.ts";
import { type ProxyContainer, withSignal } from "./volume/proxy-container.ts";
import { readVolume, type VolumeState } from "./volume/volume-state.ts";
import {
  folderFiles,
  maintenanceTargets,
  pruneGenerations,
  replaceLink,
  writeGeneration,
} from "./volume/write-volume.ts";

/** What all kinds of proxies have in common: the volume that says where requests go. */
export function createProxy(
  { upstreams, place }: Pick<ProxyDefinition, "upstreams" | "place">,
  kind: ProxyKind,
  { container, load = loadFiles }: { container: ProxyContainer; load?: LoadFiles },
): RunningProxy {
  const own = Object.fromEntries(upstreams.map(({ service }) => [service, `${service}${place.domain}`]));

  /** Makes a link lead somewhere else and lets it count; when the proxy refuses, it leads where it led before. */
  const turn = async (at: ProxyContainer, name: "live" | "targets", to: string, back: string | undefined) => {
    await replaceLink(at, name, to);
    try {
      await kind.activate?.(at);
    } catch (error) {
      if (back !== undefined) await replaceLink(at, name, back);
      throw error;
    }
  };
  const retarget = async (at: ProxyContainer, state: VolumeState, targets: Targets) => {
    const generation = await writeGeneration(at, targets, kind.describeTargets);
    const back = state.generation === undefined ? undefined : `generations/${state.generation}`;
    await turn(at, "live", `generations/${generation}`, back);
    await pruneGenerations(at, state.generations, [generation, state.generation]);
  };
  const writeMaintenance = async (
    at: ProxyContainer,
    services: readonly string[],
    more: ReadonlyMap<string, string>,
  ) => {
    const files = folderFiles(
      "maintenance",
      maintenanceTargets(services, place.maintenanceAddress),
      kind.describeTargets,
    );
    const archive = await packFolder({ files: new Map([...files, ...more]), links: new Map() });
    await at.engine.containers.putArchive(at.id, at.folder, archive, { signal: at.signal });
  };

  return {
    readTargets: async ({ signal } = {}) => ({ ...own, ...(await readVolume(withSignal(container, signal))).targets }),
    switchTargets: async (targets, { signal } = {}) => {
      const at = withSignal(container, signal);
      const state = await readVolume(at);
      await retarget(at, state, { ...own, ...state.targets, ...targets });
    },
    countInFlight: (addresses, { signal } = {}) => kind.countInFlight(withSignal(container, signal), addresses),
    loadConfiguration: async (files, { signal } = {}) => {
      const at = withSignal(container, signal);
      const state = await readVolume(at);
      // A configuration may name services that the running one did not know.
      const targets = { ...own, ...state.targets };
      const services = Object.keys(targets);
      if (services.some((service) => state.targets[service] === undefined)) {
        await writeMaintenance(at, services, new Map());
        await retarget(at, state, targets);
      }
      return load(at, kind, files, state.loaded);
    },
    setMaintenance: async (on, { signal, page } = {}) => {
      const at = withSignal(container, signal);
      const { maintenance, targets } = await readVolume(at);
      if (on) await writeMaintenance(at, Object.keys({ ...own, ...targets }), pageFiles(page));
      if (on === maintenance) return;
      await turn(at, "targets", on ? "maintenance" : "live", on ? "live" : "maintenance");
    },
    isInMaintenance: async ({ signal } = {}) => (await readVolume(withSignal(container, signal))).maintenance,
  };
}
