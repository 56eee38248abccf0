import type { ContainerInspect } from "../../engine/types.ts";
import type { DesiredContainer } from "../desired.ts";
import { label } from "../labels.ts";
import { compareConfig } from "./compare-config.ts";
import type { CompareContext } from "./compare-context.ts";
import { compareHostConfig } from "./compare-host-config.ts";
import { compareImage } from "./compare-image.ts";
import { compareMounts } from "./compare-mounts.ts";
import { compareNetworks } from "./compare-networks.ts";
import { comparePorts } from "./compare-ports.ts";
import { compareResources } from "./compare-resources.ts";

/**
 * Why a container must be replaced, in the user's words; nothing when it is right.
 *
 * With the definition's hash on it, only what can change on a container that exists is looked at. Without (Docker Compose made it) everything is
 * compared in substance: it is adopted when nothing differs.
 */
export function compareContainer(wanted: DesiredContainer, found: ContainerInspect, context: CompareContext): string[] {
  const { body } = wanted.spec;
  const host = body.HostConfig ?? {};
  const hash = found.Config.Labels?.[label.hash];
  const unchanged = hash === wanted.hash;
  const name = found.Name.replace(/^\//, "");
  const reasons = [
    ...compareImage(body.Image, found, context),
    ...(unchanged ? [] : compareConfig(body, found, context)),
    ...(unchanged ? [] : comparePorts(host.PortBindings, found.HostConfig.PortBindings)),
    ...(unchanged ? [] : compareMounts(wanted.spec, found)),
    ...compareResources(host, found.HostConfig, unchanged),
    ...(unchanged ? sharedNamespaces(wanted, found, context) : compareHostConfig(host, found, context)),
    ...compareNetworks(wanted.spec, found, context, unchanged),
    ...(name === wanted.name ? [] : [`name ${name} → ${wanted.name}`]),
  ];
  if (reasons.length > 0 || unchanged || hash === undefined) return reasons;
  if (found.Config.Image !== body.Image) return [`image ${found.Config.Image} → ${body.Image}`];
  return [wanted.spec.files.length > 0 ? "a config or secret changed" : "definition changed"];
}

/** A namespace is shared with a container, not with a name: when that was replaced, this one holds on to the old. */
function sharedNamespaces(
  { spec }: DesiredContainer,
  { HostConfig: found }: ContainerInspect,
  { containerIds }: CompareContext,
): string[] {
  const wanted = spec.body.HostConfig ?? {};
  return (["NetworkMode", "IpcMode", "PidMode"] as const).flatMap((key) => {
    const mode = wanted[key];
    if (!mode?.startsWith("container:")) return [];
    const name = mode.slice("container:".length);
    const id = containerIds[name];
    const foundReference = found[key]?.slice("container:".length);
    return id === undefined || foundReference === id || foundReference === name
      ? []
      : [`${name}, whose namespace it shares, is another now`];
  });
}
