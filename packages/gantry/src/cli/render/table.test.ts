import { expect, test } from "vitest";
import { formatTable } from "./table.ts";

const columns = [{ title: "NAME" }, { title: "IMAGE", shrink: 1 }, { title: "STATE" }];

test("columns line up, whatever is in them", () => {
  expect(
    formatTable(columns, [
      ["web", "shop/web:1", "running"],
      ["データ", "pg", "exited (1)"],
    ]),
  ).toEqual(["NAME     IMAGE        STATE", "web      shop/web:1   running", "データ   pg           exited (1)"]);
});

test("the column that may shrink is cut until a line fits the terminal", () => {
  const lines = formatTable(columns, [["web", "registry.example.com/shop/web:1", "running"]], 32);
  expect(lines).toEqual(["NAME   IMAGE             STATE", "web    registry.examp…   running"]);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(32);
});
