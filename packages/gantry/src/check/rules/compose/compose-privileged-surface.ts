import { posix } from "node:path";
import type { Facts } from "../../facts/facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import type { Report } from "../../finding.ts";
import { addEntry } from "../../fix/edit-yaml.ts";
import { defineRule } from "../../rule.ts";
import { needsOfHost } from "./shared/needs-of-images.ts";

export const rule = defineRule({
  id: "compose-privileged-surface",
  group: "compose",
  severity: "error",
  summary: "Containers of production have no way into the host",
  why: "Whoever takes over such a container has the server: the engine's socket starts a container with the whole disk mounted, even when the socket is mounted read-only, a privileged container opens the disk itself, and the host's processes and networks are readable without either.",
  fix: "Take it out, or put a proxy that allows single calls between the container and the engine's socket.",
  links: ["https://docs.docker.com/engine/security/", "https://docs.docker.com/engine/security/protect-access/"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const service of facts.productionServices()) {
      yield* keys(service);
      yield* mounts(service);
      // A swarm has no security_opt.
      if (!service.stack.isSwarm) yield* hardening(facts, service);
    }
  },
});

function* keys(service: ServiceFacts): Generator<Report> {
  const { model, name } = service;
  if (model.privileged === true)
    yield {
      at: service.at("privileged"),
      message: `"${name}" is privileged: it can do to the server whatever root can.`,
    };
  const namespaces = { pid: "processes", ipc: "shared memory", network_mode: "network", userns_mode: "users" } as const;
  for (const key of ["pid", "ipc", "network_mode", "userns_mode"] as const) {
    if (model[key] !== "host") continue;
    const isNeeded = needsOfHost(model.image, key === "network_mode" ? "network" : "host");
    yield {
      at: service.at(key),
      ...(isNeeded ? meant : {}),
      message: `"${name}" shares the ${namespaces[key]} of the host.`,
    };
  }
  for (const [index, option] of (model.security_opt ?? []).entries()) {
    const match = /^(seccomp|apparmor)[=:]unconfined$/.exec(option);
    if (match)
      yield {
        at: service.at("security_opt", index),
        message: `"${name}" runs without ${match[1] === "seccomp" ? "the filter of system calls" : "its AppArmor profile"}.`,
      };
  }
}

/** What an image is there for is worth knowing, and no mistake. */
const meant = {
  severity: "info",
  advice: "Its image is made for that: keep it up to date, and its pages away from the internet.",
} as const;

/** Folders of the host with which a container can take it over, or read its secrets. */
const sensitive = new Set([
  "/",
  "/boot",
  "/dev",
  "/etc",
  "/proc",
  "/root",
  "/sys",
  "/run",
  "/var/run",
  "/var",
  "/usr",
  "/lib",
  "/bin",
  "/sbin",
  "/home",
  "/var/lib/docker",
]);

function* mounts(service: ServiceFacts): Generator<Report> {
  const isProxy = /socket-?proxy/i.test(service.model.image ?? "");
  for (const [index, { type, source, read_only: readOnly }] of (service.model.volumes ?? []).entries()) {
    if (type !== "bind" || source === undefined) continue;
    const path = posix.normalize(source).replace(/(.)\/$/, "$1");
    const at = service.at("volumes", index);
    if (/(^|\/)(docker|podman|containerd)\.sock$/.test(path)) {
      // A proxy for the socket is what is put before it.
      if (isProxy) continue;
      yield {
        at,
        advice: "Put a socket proxy before it that allows only the calls it needs.",
        ...(needsOfHost(service.model.image, "engine") ? { ...meant, severity: "warn" } : {}),
        message: `"${service.name}" has the socket of the engine${readOnly ? ", which read-only does not protect" : ""}: it can start any container as root.`,
      };
    } else if (sensitive.has(path)) {
      yield {
        at,
        advice: "Mount the one file or folder that it needs.",
        ...(readOnly && needsOfHost(service.model.image, "host") ? meant : {}),
        message: `"${service.name}" has ${path} of the host.`,
      };
    }
  }
}

function* hardening(facts: Facts, service: ServiceFacts): Generator<Report> {
  const options = service.model.security_opt ?? [];
  if (service.has("cap_drop") !== "no" || service.has("security_opt") === "unknown") return;
  if (options.some((option) => /no-new-privileges/.test(option) || hasUnknown(option))) return;
  yield {
    at: service.at(),
    severity: "info",
    message: `"${service.name}" keeps all capabilities and may gain privileges.`,
    fix: {
      title: "Forbid new privileges",
      suggestion: true,
      edits: options.length > 0 ? [] : addEntry(facts, service.at(), "security_opt", ["- no-new-privileges:true"]),
    },
  };
}
