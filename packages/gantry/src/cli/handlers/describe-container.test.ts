import picocolors from "picocolors";
import { expect, test } from "vitest";
import { type ContainerStatusRow, formatPorts, formatRow, memoryInUse } from "./describe-container.ts";

const row: ContainerStatusRow = {
  service: "web",
  number: 1,
  name: "shop-web-1",
  id: "abc",
  oneOff: false,
  image: "shop/web:1",
  state: "running",
  exitCode: null,
  health: "healthy",
  restarts: 0,
  ports: [],
  created: "2026-01-31T11:00:00.000Z",
  started: "2026-01-31T11:55:00.000Z",
  finished: null,
  memory: { usage: 96 << 20, limit: 128 << 20 },
};
const now = Date.parse("2026-01-31T12:00:00Z");
const cells = (change: Partial<ContainerStatusRow>) =>
  formatRow({ ...row, ...change }, now, picocolors.createColors(false));

test("a row shows state, health, restarts, image, ports, age, and memory against its limit", () => {
  expect(cells({})).toEqual(["web", "running", "healthy", "0", "shop/web:1", "", "5m", "96 MiB of 128 MiB (75%)"]);
});

test("a container that ended shows its exit code and how long ago", () => {
  const ended = cells({
    state: "exited",
    exitCode: 1,
    health: null,
    memory: null,
    finished: "2026-01-31T11:59:50.000Z",
  });
  expect(ended).toEqual(["web", "exited (1)", "–", "0", "shop/web:1", "", "10s", ""]);
});

test("further containers have their number, one-off ones their name", () => {
  expect(cells({ number: 2 })[0]).toBe("web-2");
  expect(cells({ oneOff: true, name: "shop-web-run-1f" })[0]).toBe("shop-web-run-1f");
});

test("without a limit only what is in use is shown", () => {
  expect(cells({ memory: { usage: 1024, limit: null } }).at(-1)).toBe("1 KiB");
});

test("ports show the host's side first, the address where it is one, and the protocol where it is not tcp", () => {
  const port = { hostIp: "0.0.0.0", hostPort: 8080, containerPort: 80, protocol: "tcp" };
  expect(formatPorts([port, { ...port, hostIp: "::" }])).toBe("8080→80");
  expect(formatPorts([{ ...port, hostIp: "127.0.0.1", protocol: "udp" }])).toBe("127.0.0.1:8080→80/udp");
});

test("the page cache is no memory in use, with either version of cgroups", () => {
  expect(memoryInUse({ memory_stats: { usage: 100, stats: { total_inactive_file: 30 } } })).toBe(70);
  expect(memoryInUse({ memory_stats: { usage: 100, stats: { inactive_file: 40 } } })).toBe(60);
  expect(memoryInUse({ memory_stats: {} })).toBeUndefined();
});
