import { expect, test } from "vitest";
import { applyEdits } from "./apply-edits.ts";

const compose = "services:\n  db:\n    image: postgres:17\n";
const put = (text: string, start = compose.length) => [{ file: "compose.yaml", start, end: start, text }];

test("lines for one place are put where their depth says, in the order in which they are given", () => {
  const groups = [put("    restart: always\n"), put("volumes:\n  data:\n"), put("    init: true\n")];
  expect(applyEdits(compose, groups)).toEqual({
    text: `${compose}    restart: always\n    init: true\nvolumes:\n  data:\n`,
    skipped: 0,
  });
});

test("the same key twice, and text of which nothing tells where it belongs, wait for the next round", () => {
  const same = [put("volumes:\n  one:\n"), put("volumes:\n  two:\n")];
  expect(applyEdits(compose, same)).toEqual({ text: `${compose}volumes:\n  one:\n`, skipped: 1 });
  const items = [put("      - a\n"), put("      - b\n")];
  expect(applyEdits(compose, items)).toEqual({ text: `${compose}      - a\n`, skipped: 1 });
});

test("lines of which some belong elsewhere have nothing put behind them", () => {
  const both = put("    volumes:\n      - data:/data\n\nvolumes:\n  data:\n");
  expect(applyEdits(compose, [both, put("    init: true\n")])).toEqual({
    text: `${compose}${both[0]?.text}`,
    skipped: 1,
  });
});

test("the same group twice is one", () => {
  expect(applyEdits(compose, [put("    init: true\n"), put("    init: true\n")])).toEqual({
    text: `${compose}    init: true\n`,
    skipped: 0,
  });
});
