/** What of the host an image cannot do its work without: its devices and folders, its networks, or the engine. */
export type HostNeed = "host" | "network" | "engine";

/** Names without registry and tag. What they ask for by their own documentation is a decision of whoever runs them, not an oversight. */
const needs: readonly (readonly [RegExp, readonly HostNeed[]])[] = [
  // Watch the host.
  [/(^|\/)(node[-_]exporter|process-exporter|netdata|glances|beszel-agent|telegraf|scrutiny)$/, ["host", "network"]],
  [/(^|\/)(cadvisor|alloy|promtail|vector|fluentd|fluent-bit|filebeat|metricbeat|otel\S*collector\S*)$/, ["host"]],
  [/(^|\/)(datadog\/agent|datadoghq\/agent|newrelic\/infrastructure|grafana\/agent)$/, ["host", "network", "engine"]],
  // Find devices and other machines on the local network.
  [/(^|\/)(home-assistant|homeassistant|jellyfin|plex|pms-docker|emby(server)?|esphome|homebridge)$/, ["network"]],
  [/(^|\/)(pihole|adguardhome|unifi|unifi-controller|unifi-network-application)$/, ["network"]],
  [/(^|\/)(tailscale|zerotier|netbird|wg-easy|wireguard)$/, ["network"]],
  // Start, replace or show containers.
  [
    /(^|\/)(portainer-ce|portainer-ee|portainer|agent-ce|dockge|dozzle|yacht|lazydocker|komodo\S*|periphery)$/,
    ["engine"],
  ],
  [/(^|\/)(watchtower|diun|wud|ouroboros|autoheal|docker-autoheal|ofelia|docker-volume-backup)$/, ["engine"]],
  [/(^|\/)(gitlab-runner|drone-runner-docker|woodpecker-agent|act_runner|github-runner|actions-runner)$/, ["engine"]],
];

/** Whether what a container has of the host is what its image is there for. */
export function needsOfHost(image: string | undefined, need: HostNeed): boolean {
  const name = (image ?? "").replace(/@.*$/, "").replace(/:[^/]*$/, "");
  return needs.some(([pattern, list]) => list.includes(need) && pattern.test(name));
}
