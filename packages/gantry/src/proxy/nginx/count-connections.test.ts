import { expect, test } from "vitest";
import { countConnections } from "./count-connections.ts";

const line = (remote: string, state: string) =>
  `   0: 020011AC:C350 ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 1`;

test("counts established connections to an address, of IPv4, IPv6, and IPv4 in IPv6", () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue",
    line("050011AC:0BB8", "01"),
    line("050011AC:0BB8", "06"),
    line("060011AC:0BB8", "01"),
    line("0000000000000000FFFF0000050011AC:0BB8", "01"),
    line("000080FE000000000000000001000000:0BB8", "01"),
  ].join("\n");
  expect(countConnections(table, ["172.17.0.5"])).toBe(2);
  expect(countConnections(table, ["172.17.0.5", "172.17.0.6"])).toBe(3);
  expect(countConnections(table, ["fe80::1"])).toBe(1);
  expect(countConnections(table, [])).toBe(0);
});
