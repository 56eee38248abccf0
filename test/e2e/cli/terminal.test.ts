import { afterAll, beforeAll, expect, test } from "vitest";
import { measureWidth } from "../../../packages/gantry/src/cli/render/width.ts";
import { label } from "../../../packages/gantry/src/plan/labels.ts";
import { createWorkspace, shopFile, stuckFile, type Workspace } from "./workspace.ts";

const hide = "\u001b[?25l";
const show = "\u001b[?25h";
let shop: Workspace;
beforeAll(async () => {
  shop = await createWorkspace();
  await shop.write("compose.yaml", shopFile(shop.name));
  await shop.write("stuck.yaml", stuckFile(shop.name).replaceAll("db", "stuck"));
});
afterAll(() => shop[Symbol.asyncDispose]());

/** The engine sets a terminal's size just after its start. */
const untilSized = 'until [ "$(stty size)" = "17 61" ]; do sleep 0.05; done; echo sized';

/** The lines that were drawn, without what moves the cursor. */
const drawn = (output: string): string[] => output.replaceAll("\u001b[K", "").split(/\r?\n/);

test("up draws a live tree that fits the terminal, and gives the cursor back", async () => {
  const up = shop.startInTerminal(["up"], { columns: 50, rows: 20 });
  const { code, stdout } = await up.finished;
  expect(code).toBe(0);
  expect(stdout).toContain(hide);
  expect(stdout.lastIndexOf(show)).toBeGreaterThan(stdout.lastIndexOf(hide));
  expect(stdout).toContain("└─");
  const tree = drawn(stdout).filter((line) => /[├└]─/.test(line));
  for (const line of tree) expect(measureWidth(line)).toBeLessThanOrEqual(50);
  expect(stdout).toContain(`${shop.name} is up`);
});

test("NO_COLOR leaves colours out, and the tree stays", async () => {
  const { stdout } = await shop.startInTerminal(["up"], { env: { NO_COLOR: "1" } }).finished;
  expect(stdout).toContain("├─");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for.
  expect(stdout).not.toMatch(/\u001b\[\d+m/);
});

test("exec has a terminal of the same size, raw, and exits with the command's code", async () => {
  const sh = shop.startInTerminal(["exec", "db", "sh", "-c", `${untilSized}; read line; echo got $line; exit 9`], {
    columns: 61,
    rows: 17,
  });
  await sh.saw(/sized\r\n/);
  sh.child.stdin.write("typed\r");
  const { code, stdout } = await sh.finished;
  expect(code).toBe(9);
  expect(stdout).toContain("got typed\r\n");
  expect(stdout).not.toContain("\r\r\n");
});

test("Ctrl-C belongs to the command in the container, not to Gantry", async () => {
  const sh = shop.startInTerminal([
    "exec",
    "db",
    "sh",
    "-c",
    "trap 'echo caught; exit 3' INT; echo ready; while :; do sleep 0.1; done",
  ]);
  await sh.saw(/ready/);
  sh.child.stdin.write("\u0003");
  const { code, stdout } = await sh.finished;
  expect(code).toBe(3);
  expect(stdout).toContain("caught");
});

test("run has a terminal too", async () => {
  const run = shop.startInTerminal(
    ["run", "--rm", "--no-deps", "web", "sh", "-c", `tty; ${untilSized}; read line; stty size`],
    {
      columns: 61,
      rows: 17,
    },
  );
  await run.saw(/\/dev\/pts\/0/);
  run.child.stdin.write("\r");
  const { code, stdout } = await run.finished;
  expect(code).toBe(0);
  expect(stdout).toContain("17 61");
});

test("down -v asks, and a no changes nothing", async () => {
  const down = shop.startInTerminal(["down", "-v"]);
  await down.saw(/Delete them\?/);
  expect(down.output().stdout).toContain(`${shop.name}_data`);
  down.child.stdin.write("n");
  const { code, stdout } = await down.finished;
  expect(code).toBe(1);
  expect(stdout).toContain("Nothing was changed.");
  expect(await shop.engine.volumes.list({ labels: [`${label.project}=${shop.name}`] })).toHaveLength(1);
});

test("down -v deletes after a yes", async () => {
  const down = shop.startInTerminal(["down", "-v"]);
  await down.saw(/Delete them\?/);
  down.child.stdin.write("y");
  expect((await down.finished).code).toBe(0);
  expect(await shop.engine.volumes.list({ labels: [`${label.project}=${shop.name}`] })).toEqual([]);
});

test("Ctrl-C at the terminal gives the cursor back", async () => {
  const up = shop.startInTerminal(["-f", "stuck.yaml", "up"]);
  await up.saw(/probing/);
  up.child.stdin.write("\u0003");
  const { code, stdout } = await up.finished;
  expect(code).toBe(130);
  expect(stdout.lastIndexOf(show)).toBeGreaterThan(stdout.lastIndexOf(hide));
  expect(stdout).toContain("To go on: gantry up.");
});
