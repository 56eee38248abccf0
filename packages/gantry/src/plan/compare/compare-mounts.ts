import type { ContainerInspect, HostConfig } from "../../engine/types.ts";
import { label } from "../labels.ts";
import type { ContainerSpec } from "../operation.ts";

interface MountFact {
  type: string;
  /** A volume's name, a path on the host; empty for an anonymous volume and for tmpfs. */
  source: string;
  writable: boolean;
  /** Only where it is asked for. */
  propagation?: string;
}

/** The volumes and folders that a container has against those that it should have, by their path in it. */
export function compareMounts(spec: ContainerSpec, found: ContainerInspect): string[] {
  const wanted = wantedMounts(spec.body.HostConfig ?? {});
  const files = new Set(spec.files.map(({ target }) => target));
  const inherits = (spec.body.HostConfig?.VolumesFrom ?? []).length > 0;
  const reasons: string[] = [];
  const seen = new Set<string>();
  for (const mount of found.Mounts) {
    const path = mount.Destination;
    seen.add(path);
    const fact = wanted.get(path);
    const anonymous = mount.Type === "volume" && isAnonymous(mount.Name);
    if (!fact) {
      // Of the image's own volumes, of `volumes_from`, and of files that Compose mounts where Gantry writes them, nobody has asked.
      if (!anonymous && !inherits && !files.has(path) && !isFileVolume(mount.Name))
        reasons.push(`mount at ${path} removed`);
      continue;
    }
    const source =
      mount.Type === "volume" ? (anonymous ? "" : (mount.Name ?? "")) : mount.Type === "bind" ? mount.Source : "";
    const same =
      fact.type === mount.Type &&
      (fact.source === source || (fact.type === "volume" && fact.source === mount.Name)) &&
      fact.writable === mount.RW &&
      (fact.propagation === undefined || fact.propagation === mount.Propagation);
    if (!same) reasons.push(`mount at ${path} changed`);
  }
  for (const path of wanted.keys()) if (!seen.has(path)) reasons.push(`mount at ${path} added`);
  return reasons.sort();
}

function wantedMounts({ Binds, Mounts = [] }: HostConfig): Map<string, MountFact> {
  const facts = new Map<string, MountFact>();
  for (const bind of Binds ?? []) {
    const [source = "", target = "", options = ""] = bind.split(":");
    const words = options.split(",");
    const propagation = words.find((word) => /^r?(private|shared|slave)$/.test(word));
    facts.set(target, {
      type: source.startsWith("/") ? "bind" : "volume",
      source,
      writable: !words.includes("ro"),
      ...(propagation && { propagation }),
    });
  }
  for (const mount of Mounts) {
    if (mount.VolumeOptions?.Labels?.[label.files] !== undefined) continue;
    const propagation = mount.BindOptions?.Propagation;
    facts.set(mount.Target ?? "", {
      type: mount.Type ?? "",
      source: mount.Source ?? "",
      writable: !mount.ReadOnly,
      ...(propagation && { propagation }),
    });
  }
  return facts;
}

/** The engine names anonymous volumes with 64 hexadecimal digits. */
export function isAnonymous(name: string | undefined): boolean {
  return /^[0-9a-f]{64}$/.test(name ?? "");
}

/** A volume that holds configs and secrets: another with each definition. */
function isFileVolume(name: string | undefined): boolean {
  return /\.files-[0-9a-f]{12}-\d+$/.test(name ?? "");
}
