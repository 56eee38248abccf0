import { describe, expect, test } from "vitest";
import type { Subject } from "./subject.ts";

export function describeNetworksAndVolumes(subject: Subject): void {
  const labels = () => ({ "gantry.contract": subject.label.split("=")[1] ?? "" });

  describe("networks", () => {
    test("a network is created, listed by its exact name, and removed", async () => {
      const { networks } = subject.engine;
      const name = subject.name();
      const { id } = await networks.create({ Name: name, Internal: true, Labels: labels() });
      await networks.create({ Name: `${name}0`, Internal: true, Labels: labels() });
      expect((await networks.list({ labels: [subject.label], names: [name] })).map(({ Id }) => Id)).toEqual([id]);
      expect(await networks.inspect(id)).toMatchObject({
        Name: name,
        Internal: true,
        Driver: "bridge",
        Labels: labels(),
      });
      await networks.remove(id);
      await expect(networks.inspect(id)).rejects.toMatchObject({ status: 404 });
    });

    test("a second network of the same name is refused", async () => {
      const { networks } = subject.engine;
      const name = subject.name();
      await networks.create({ Name: name, Labels: labels() });
      await expect(networks.create({ Name: name, Labels: labels() })).rejects.toMatchObject({ status: 409 });
    });

    test("a container joins a network with its aliases, and leaves it", async () => {
      const { networks, containers } = subject.engine;
      const name = subject.name();
      const { id: network } = await networks.create({ Name: name, Labels: labels() });
      const id = await subject.run(["sleep", "600"]);
      await networks.connect(network, id, { Aliases: ["front"] });
      const { NetworkSettings } = await containers.inspect(id);
      expect(NetworkSettings.Networks[name]?.Aliases).toContain("front");
      expect(Object.keys((await networks.inspect(network)).Containers ?? {})).toEqual([id]);
      await expect(networks.remove(network)).rejects.toMatchObject({ status: 403 });
      await networks.disconnect(network, id, { force: true });
      expect(Object.keys((await containers.inspect(id)).NetworkSettings.Networks)).not.toContain(name);
    });
  });

  describe("volumes", () => {
    test("a volume is created, listed by its exact name, and removed", async () => {
      const { volumes } = subject.engine;
      const name = subject.name();
      expect(await volumes.list({ names: [name] })).toEqual([]);
      await volumes.create({ Name: name, Labels: labels() });
      await volumes.create({ Name: `${name}0`, Labels: labels() });
      expect((await volumes.list({ labels: [subject.label], names: [name] })).map(({ Name }) => Name)).toEqual([name]);
      expect(await volumes.inspect(name)).toMatchObject({ Name: name, Driver: "local", Labels: labels() });
      await volumes.remove(name);
      await expect(volumes.inspect(name)).rejects.toMatchObject({ status: 404 });
      await volumes.remove(name, { force: true });
    });

    test("a volume in use is not removed", async () => {
      const { volumes } = subject.engine;
      const name = subject.name();
      await volumes.create({ Name: name, Labels: labels() });
      await subject.create(["true"], { HostConfig: { Mounts: [{ Type: "volume", Source: name, Target: "/x" }] } });
      await expect(volumes.remove(name)).rejects.toMatchObject({ status: 409 });
    });
  });
}
