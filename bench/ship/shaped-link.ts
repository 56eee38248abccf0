import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { docker } from "../../test/lab/host/docker.ts";
import { runCommand, tryCommand } from "../../test/lab/run-command.ts";

const devices = "/sys/class/net";

/** The link to a container, slowed down to a rate, with a count of what goes through. */
export interface ShapedLink extends AsyncDisposable {
  /** Bytes that went to the container so far, the headers of TCP and IP included. */
  sent(): Promise<number>;
}

/**
 * Slows the link to a container down with `tc tbf`, at this machine's end of it. Needs root and iproute2.
 *
 * @param rate as `tc` has it, such as `20mbit`
 */
export async function shapeLink(host: string, container: string, rate: string): Promise<ShapedLink> {
  const device = await findDevice(host, container);
  const root = ["dev", device, "root"];
  await runCommand("tc", ["qdisc", "add", ...root, "tbf", "rate", rate, "burst", "64kb", "latency", "100ms"]);
  return {
    sent: async () => Number(await readFile(join(devices, device, "statistics/tx_bytes"), "utf8")),
    [Symbol.asyncDispose]: async () => {
      await tryCommand("tc", ["qdisc", "del", ...root]);
    },
  };
}

/** The end of a container's link that is on this machine: each end knows the other's number. */
async function findDevice(host: string, container: string): Promise<string> {
  const peer = (await docker(host, ["exec", container, "cat", `${devices}/eth0/iflink`])).trim();
  for (const name of await readdir(devices)) {
    const index = await readFile(join(devices, name, "ifindex"), "utf8").catch(() => "");
    if (index.trim() === peer) return name;
  }
  throw new Error(`${container} has no link that ends on this machine: the benchmark needs a local engine`);
}
