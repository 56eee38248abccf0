import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { converge } from "../../../packages/gantry/src/apply/converge.ts";
import type { ContainerInspect } from "../../../packages/gantry/src/engine/types.ts";
import { emptyToNothing } from "../../../packages/gantry/src/plan/compare/same.ts";
import { formatOperation } from "../../../packages/gantry/src/plan/format-operation.ts";
import { isBookkeeping } from "../../../packages/gantry/src/plan/labels.ts";
import type { Plan } from "../../../packages/gantry/src/plan/plan.ts";
import { planUp } from "../../../packages/gantry/src/plan/plan-up.ts";
import { createComposeProject } from "./compose-project.ts";

const everyKey = fileURLToPath(new URL("every-key.yaml", import.meta.url));

describe.each(["host", "28.5"] as const)("what Docker Compose made on engine %s", (host) => {
  it("is adopted as it is, whatever key it has", async () => {
    await using project = await createComposeProject(everyKey, host);
    await project.compose("up", "--detach");
    const plan = planUp(await project.describe(), await project.observe());
    expect(changesOf(plan)).toEqual([]);
    expect(plan.unchanged.length + plan.operations.length).toBe(8);
  });
});

describe.each(["host", "28.5"] as const)("what Gantry makes on engine %s", (host) => {
  it("is the same as what Docker Compose makes of the same file", async () => {
    await using theirs = await createComposeProject(everyKey, host);
    await using ours = await createComposeProject(everyKey, host);
    await theirs.compose("up", "--detach");
    await converge(await ours.describe(), { engine: ours.engine, wait: false });
    const [expected, made] = [await theirs.containers(), await ours.containers()];
    expect(Object.keys(made).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, container] of Object.entries(made)) {
      const original = expected[name];
      if (!original) throw new Error(`Docker Compose made no ${name}.`);
      expect({ name, ...comparable(container, ours.name) }).toEqual({ name, ...comparable(original, theirs.name) });
    }
  });

  it("is right when it is looked at again, and Docker Compose lists it and takes it down", async () => {
    await using project = await createComposeProject(everyKey, host);
    await converge(await project.describe(), { engine: project.engine });
    expect(changesOf(planUp(await project.describe(), await project.observe()))).toEqual([]);
    const listed = JSON.parse(`[${(await project.compose("ps", "--format", "json")).trim().split("\n").join(",")}]`);
    const services = ["bridged", "db", "heir", "host", "host", "lonely", "side", "web"];
    expect(listed.map(({ Service }: { Service: string }) => Service).sort()).toEqual(services);
    await project.compose("down", "--volumes", "--timeout", "0");
    expect(await project.observe()).toMatchObject({ containers: [], networks: [], volumes: [] });
  });
});

/** The engine's own first check comes after a whole interval: until then a container is waited for, though it needs no change. */
function changesOf({ operations }: Plan): string[] {
  return operations.filter(({ type }) => type !== "await-container").map(formatOperation);
}

/** What both make, in one form: ids, names of the project, and what is written differently for the same thing left out. */
function comparable({ HostConfig, Config, Mounts, NetworkSettings }: ContainerInspect, project: string) {
  // Compared as the mounts that they lead to.
  const { Binds: _binds, Mounts: _mounts, VolumesFrom: _from, ...host } = HostConfig;
  const { AttachStdout: _out, AttachStderr: _err, AttachStdin: _in, StdinOnce: _once, ...config } = Config;
  const labels = Object.entries(config.Labels ?? {}).filter(([key]) => !isBookkeeping(key));
  const ports = Object.keys(config.ExposedPorts ?? {}).map((port) => (port.includes("/") ? port : `${port}/tcp`));
  const text = (value: unknown) =>
    JSON.parse(
      JSON.stringify(emptyToNothing(value) ?? null)
        .replaceAll(project, "project")
        .replaceAll(/10\.\d+\.\d+\./g, "10.0.0.")
        .replaceAll(/"container:[0-9a-f]{64}/g, '"container:id'),
    );
  return {
    host: text({
      ...host,
      ExtraHosts: host.ExtraHosts?.slice().sort(),
      CapAdd: host.CapAdd?.map((name) => name.replace("CAP_", "")),
      SecurityOpt: host.SecurityOpt?.map((option) => option.replace(":", "=")),
      Ulimits: host.Ulimits?.slice().sort((a, b) => a.Name.localeCompare(b.Name)),
    }),
    config: text({
      ...config,
      // Gantry has a new engine check every second while a container starts.
      Healthcheck: { ...config.Healthcheck, StartInterval: undefined },
      Hostname: /^[0-9a-f]{12}$/.test(config.Hostname ?? "") ? "" : config.Hostname,
      Env: config.Env?.slice().sort(),
      ExposedPorts: ports.sort(),
      Labels: Object.fromEntries(labels),
    }),
    mounts: text(
      Mounts
        // A secret from a file is mounted by Compose, and written into the container by Gantry.
        .filter(({ Destination }) => Destination !== "/run/secrets/key.pem")
        .map(({ Type, Name = "", Source, Destination, RW, Propagation }) => ({
          Type,
          Name: Name.length === 64 ? "anonymous" : Name,
          Source: Type === "bind" ? Source.split("/").at(-1) : "",
          Destination,
          RW,
          Propagation,
        }))
        .sort((a, b) => a.Destination.localeCompare(b.Destination)),
    ),
    networks: text(
      Object.fromEntries(
        Object.entries(NetworkSettings.Networks).map(([name, { Aliases, Links }]) => [
          name,
          { Aliases: Aliases?.filter((alias) => !/^[0-9a-f]{12}$/.test(alias)).sort(), Links: Links?.slice().sort() },
        ]),
      ),
    ),
  };
}
