import { afterAll, describe, expect, test } from "vitest";
import { journalStep } from "../../../packages/gantry/src/release/journal/journal-entry.ts";
import type { Running } from "../cli/workspace.ts";
import { type FaultRow, keepRows } from "./fault-table.ts";
import { type OpenPatient, openPatient } from "./open-patient.ts";
import type { Version } from "./rig.ts";
import { type Fault, type Suffered, suffer } from "./suffer.ts";

const kept: Record<string, FaultRow[]> = {};
afterAll(() => keepRows("faults", Object.values(kept).flat()));

/** Steps that only a deploy has which is taken back. */
const undoing: ReadonlySet<string> = new Set(["switch-back", "remove-new"]);
const goingOn = journalStep.options.filter((step) => !undoing.has(step));

const kill = ({ child }: Running) => void child.kill("SIGKILL");

/** What a deploy has to do for the step to come. */
async function versionFor(step: string, number: number, { makeImage }: OpenPatient): Promise<Version> {
  const version = String(number);
  if (step === "ship") return { version, worker: await makeImage(6) };
  return undoing.has(step) ? { version, mood: "wrong to visitors" } : { version };
}

/** All is well again after a plain deploy, and nothing of what clients sent is lost or doubled. */
function expectRecovery({ row }: Suffered, version: string): void {
  expect(row).toMatchObject({
    ...{ plain: "exit 0", serves: `version ${version}, ${version}` },
    ...{ lost: 0, doubled: 0, strays: 0 },
  });
}

// Deploys wait more than they work: three stacks side by side take hardly longer than one.
describe.concurrent("whatever happens to a deploy, a plain one after it makes everything as it should be", () => {
  test("kill -9 at each step of the journal: clients notice nothing", { timeout: 600_000 }, async () => {
    const rows: FaultRow[] = [];
    kept["kill"] = rows;
    await using patient = await openPatient({ port: 18_230 });
    for (const [index, step] of [...goingOn, ...undoing].entries()) {
      const version = await versionFor(step, index + 1, patient);
      const suffered = await suffer(patient, { fault: "kill -9", step, version, strike: kill });
      rows.push(suffered.row);
      expectRecovery(suffered, version.version);
      expect(suffered.row.ended).toBe("killed");
      // A version that answers with errors serves until it is taken back.
      const isExpected = (failure: string) => version.mood === "wrong to visitors" && failure.includes("500");
      const unexpected = suffered.failures.filter((failure) => !isExpected(failure));
      expect(unexpected, step).toEqual([]);
    }
  });

  test("a link that is cut at each step, and stays so: clients notice nothing", { timeout: 600_000 }, async () => {
    const rows: FaultRow[] = [];
    kept["cut"] = rows;
    await using patient = await openPatient({ port: 18_231 });
    const { link } = patient.deployment;
    for (const [index, step] of goingOn.entries()) {
      const version = await versionFor(step, index + 1, patient);
      // Of the image, a part goes through.
      const strike = () => (step === "ship" ? link.cutAfter(3_000_000) : link.cut());
      const mend = () => link.cutAfter(Number.POSITIVE_INFINITY);
      const suffered = await suffer(patient, { fault: "the link is cut", step, version, strike, mend });
      rows.push(suffered.row);
      expectRecovery(suffered, version.version);
      expect(suffered.row.ended).toMatch(/^exit 1, (?!bug|no result)/);
      expect(suffered.failures, step).toEqual([]);
    }
  });

  test("a version that cannot serve, and somebody who stops it: the one before serves", {
    timeout: 600_000,
  }, async () => {
    const rows: FaultRow[] = [];
    kept["version"] = rows;
    await using patient = await openPatient({ port: 18_232 });
    for (const [index, { says, version, ...fault }] of unfit.entries()) {
      const number = String(index + 1);
      const suffered = await suffer(patient, { ...fault, version: { ...version, version: number } });
      rows.push(suffered.row);
      expectRecovery(suffered, number);
      for (const each of says) expect(suffered.stdout).toMatch(each);
      expect(suffered.row.served).toBe(`version ${index}`);
      const bad = version.mood === "wrong to visitors" || version.mood === "crashing";
      if (!bad) expect(suffered.failures).toEqual([]);
    }
    const { stdout } = await patient.deployment.gantry("audit", "--json");
    const outcomes = new Set(JSON.parse(stdout).events.map(({ outcome }: { outcome: string }) => outcome));
    expect([...outcomes].sort()).toEqual(["done", "failed", "rolled-back"]);
  });
});

const unfit: (Omit<Fault, "version"> & { version: Omit<Version, "version">; says: RegExp[] })[] = [
  { fault: "never healthy", step: "start", version: { mood: "sick" }, says: [/the database is somewhere else/] },
  {
    ...{ fault: "crashes after the switch", step: "watch", version: { mood: "crashing" } },
    says: [/crashed|ended with exit code 3|was restarted/],
  },
  {
    ...{ fault: "listens on localhost only", step: "smoke", version: { mood: "deaf" } },
    says: [/did not answer: nobody listens there\./],
  },
  {
    ...{ fault: "answers with errors", step: "smoke", version: { mood: "wrong" } },
    says: [/The new version of \w+, asked on port 3000 for .*, answered 500\./],
  },
  {
    ...{ fault: "answers visitors with errors", step: "watch", version: { mood: "wrong to visitors" } },
    says: [/answered 500 after the switch/],
  },
  {
    ...{ fault: "failing migration", step: "start" },
    version: { migrate: "console.error('no such column: price'); process.exit(1)" },
    says: [/no such column: price/],
  },
  {
    ...{ fault: "failing hook", step: "switch" },
    version: {
      hooks: {
        post_switch: { command: ["sh", "-c", "echo not warm; exit 7"] },
        on_failure: { command: ["sh", "-c", "echo $$GANTRY_HOOK of $$GANTRY_RELEASE"] },
      },
    },
    says: [/hooks\.post_switch\[0\] ended with exit code 7/, /on_failure of \d+/],
  },
  {
    ...{ fault: "Ctrl-C", step: "watch", version: {}, says: [/"code":"interrupted"/] },
    strike: ({ child }) => void child.kill("SIGINT"),
  },
];
