import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { connect as connectTcp, createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { ServerAccess } from "../../../lab/engines/server-keys.ts";

/** A way to a server's sshd that counts what goes through, and can be cut. */
export interface Relay extends AsyncDisposable {
  sshHost: string;
  sshConfig: string;
  /** Bytes that went to the server, ssh's own included. */
  sent(): number;
  /** Cuts every connection once so many more bytes have gone to the server; `Infinity` mends the link. */
  cutAfter(bytes: number): void;
  /** Cuts every connection now, and each that is tried, until `cutAfter` mends the link. */
  cut(): void;
}

export async function openRelay(server: ServerAccess, folder: string): Promise<Relay> {
  let sent = 0;
  let limit = Number.POSITIVE_INFINITY;
  const sockets = new Set<Socket>();
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const relay = createServer((near) => {
    const far = connectTcp(server.port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.on("error", () => {});
    }
    near.on("data", (chunk: Buffer) => {
      sent += chunk.length;
      if (sent > limit) cutAll();
    });
    near.pipe(far);
    far.pipe(near);
  });
  await once(relay.listen(0, "127.0.0.1"), "listening");
  const address = relay.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const replacePort = (text: string) => text.replaceAll(String(server.port), String(port));
  const knownHosts = join(folder, "known_hosts");
  const sshConfig = join(folder, "ssh_config");
  await writeFile(knownHosts, replacePort(await readFile(server.knownHosts, "utf8")));
  const config = replacePort(await readFile(server.sshConfig, "utf8"));
  await writeFile(sshConfig, config.replace(/UserKnownHostsFile .*/, `UserKnownHostsFile "${knownHosts}"`));
  return {
    sshHost: `ssh://root@127.0.0.1:${port}`,
    sshConfig,
    sent: () => sent,
    cutAfter: (bytes) => {
      limit = sent + bytes;
    },
    cut: () => {
      limit = sent;
      cutAll();
    },
    [Symbol.asyncDispose]: async () => {
      cutAll();
      relay.close();
      await once(relay, "close");
    },
  };
}
