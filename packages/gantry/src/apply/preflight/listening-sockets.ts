import { readdir, readFile, readlink } from "node:fs/promises";
import type { HostPort } from "./wanted-ports.ts";

export interface ListeningSocket extends HostPort {
  inode: string;
}

const listen = "0A";
const unconnected = "07";

/** Reads `/proc/net/tcp` and its kin: the sockets that wait for connections or datagrams. */
export function parseSockets(table: string, protocol: "tcp" | "udp"): ListeningSocket[] {
  return table
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      if (state !== (protocol === "tcp" ? listen : unconnected)) return [];
      const [address = "", port = ""] = local.split(":");
      return [{ address: readAddress(address), port: Number.parseInt(port, 16), protocol, inode }];
    });
}

/** Hexadecimal, in words of four bytes in the machine's order. An IPv4 address that is written as IPv6 is given as IPv4. */
function readAddress(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)));
  if (bytes.every((byte) => byte === 0)) return bytes.length === 4 ? "0.0.0.0" : "::";
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255) return bytes.slice(12).join(".");
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** All listening sockets of this machine; none where the system does not show them. */
export async function readListeningSockets(): Promise<ListeningSocket[]> {
  const tables = await Promise.all(
    (["tcp", "tcp6", "udp", "udp6"] as const).map(async (name) => {
      const table = await readFile(`/proc/net/${name}`, "utf8").catch(() => "");
      return parseSockets(table, name.startsWith("tcp") ? "tcp" : "udp");
    }),
  );
  return tables.flat();
}

/** The process that has a socket, as far as this user may see it: `nginx (process 4711)`. */
export async function findSocketOwner(inode: string): Promise<string | undefined> {
  const wanted = `socket:[${inode}]`;
  const processes = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const id of processes) {
    const descriptors = await readdir(`/proc/${id}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${id}/fd/${descriptor}`).catch(() => "");
      if (target !== wanted) continue;
      const name = await readFile(`/proc/${id}/comm`, "utf8").catch(() => "");
      return `${name.trim() || "a process"} (process ${id})`;
    }
  }
  return undefined;
}
