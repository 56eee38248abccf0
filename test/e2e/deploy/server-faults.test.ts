import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type FaultRow, keepRows } from "./fault-table.ts";
import { type OpenPatient, openPatient } from "./open-patient.ts";
import { type OwnServer, otherDisk, startOwnServer } from "./own-server.ts";
import { type Fault, type Suffered, suffer } from "./suffer.ts";

let server: OwnServer;
let patient: OpenPatient;
let versions = 0;
const rows: FaultRow[] = [];

beforeAll(async () => {
  server = await startOwnServer({
    sshPort: 18_233,
    port: 18_234,
    megabytes: 900,
    images: ["node:22-alpine", "caddy:2", "busybox:latest"],
  });
  patient = await openPatient({ port: 18_234, place: server, records: otherDisk });
});
afterAll(async () => {
  await keepRows("server", rows);
  await patient?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

/** Deploys the next version into a fault, and sees that a plain deploy afterwards makes all well. */
async function endure({ worker, ...fault }: Omit<Fault, "version"> & { worker?: string }): Promise<Suffered> {
  const version = String(++versions);
  const suffered = await suffer(patient, { ...fault, version: { version, ...(worker && { worker }) } });
  rows.push(suffered.row);
  expect(suffered.row).toMatchObject({
    ...{ plain: "exit 0", serves: `version ${version}, ${version}` },
    ...{ lost: 0, doubled: 0, strays: 0 },
  });
  return suffered;
}

test("a host without room for what would be shipped refuses, before anything changes", async () => {
  const worker = await patient.makeImage(20);
  const version = { version: String(versions + 1), worker };
  await server.fill(8);
  await patient.deployment.describe(version);
  const planned = await patient.deployment.gantry("plan", "--json");
  expect(planned.code, planned.stderr).toBe(0);
  const { disk, warnings } = JSON.parse(planned.stdout);
  expect(disk.needed).toBeGreaterThanOrEqual(20_000_000);
  expect(disk.free).toBeLessThan(9 << 20);
  expect(warnings.join()).toContain("there is no room for what would be shipped");
  const { row, stdout, failures } = await endure({
    ...{ fault: "no room for the image", step: "preflight", worker },
    mend: () => server.clear(),
  });
  expect(row).toMatchObject({ ended: "exit 1, disk-full", served: `version ${versions - 1}` });
  expect(stdout).not.toContain('"step":"lock"');
  expect(failures).toEqual([]);
});

// What needs no room goes on: a switch does.
test.each([
  ["ship", /^exit 1, disk-full$/],
  ["start", /^exit 1, disk-full$/],
  ["switch", /^exit (0|1, disk-full)$/],
  ["stop", /^exit (0|1, disk-full)$/],
] as const)("a disk that gets full at the step %s is said, and clients notice nothing", async (step, ended) => {
  const { row, stdout, failures } = await endure({
    ...{ fault: "the disk gets full", step },
    ...(step === "ship" && { worker: await patient.makeImage(20) }),
    strike: () => server.fill(0),
    mend: () => server.clear(),
  });
  expect(row.ended).toMatch(ended);
  if (row.ended !== "exit 0") expect(stdout).toMatch(/disk.*is full/);
  expect(failures).toEqual([]);
});

test.each(["start", "switch", "watch"])(
  "a server that reboots at the step %s comes back with what served",
  async (step) => {
    const before = versions;
    const { row } = await endure({
      ...{ fault: "the server reboots", step },
      strike: () => server.reboot(),
      mend: () =>
        vi.waitFor(async () => expect((await patient.deployment.ask("/")).status).toBe(200), { timeout: 30_000 }),
    });
    // Where the front door is asked just then, it is what cannot be reached.
    expect(row.ended).toMatch(/^exit 1, (engine-unreachable|unhealthy)$/);
    expect([`version ${before}`, `version ${before + 1}`]).toContain(row.served);
  },
);
