import { createServer } from "node:net";
import { expect, test } from "vitest";
import { findSocketOwner, parseSockets, readListeningSockets } from "./listening-sockets.ts";

const row = (local: string, state: string, inode: string) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0`;
const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

test("only sockets that listen count, with their address and port", () => {
  const table = [
    head,
    row("0100007F:1F90", "0A", "11"),
    row("0100007F:1F91", "01", "12"),
    row("00000000:0050", "0A", "13"),
    "",
  ];
  expect(parseSockets(table.join("\n"), "tcp")).toEqual([
    { address: "127.0.0.1", port: 8080, protocol: "tcp", inode: "11" },
    { address: "0.0.0.0", port: 80, protocol: "tcp", inode: "13" },
  ]);
});

test("IPv6 sockets are read, and those for IPv4 addresses count as IPv4", () => {
  const table = [
    head,
    row("00000000000000000000000000000000:1F90", "0A", "1"),
    row("0000000000000000FFFF00000100007F:1F91", "0A", "2"),
  ];
  expect(parseSockets(table.join("\n"), "tcp").map(({ address }) => address)).toEqual(["::", "127.0.0.1"]);
});

test.runIf(process.platform === "linux")("the owner of a listening socket is found", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const socket = (await readListeningSockets()).find((each) => each.port === port);
    expect(socket).toMatchObject({ address: "127.0.0.1", protocol: "tcp" });
    expect(await findSocketOwner(socket?.inode ?? "")).toContain(`(process ${process.pid})`);
  } finally {
    server.close();
  }
});
