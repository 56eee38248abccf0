import { expect, test } from "vitest";
import { createNotices } from "./plan-notices.ts";

const plan = {
  warnings: ["services.web.scale is ignored."],
  held: [{ service: "db", reason: "image postgres:16 → postgres:17" }],
  orphans: [{ service: "old", name: "shop-old-1", containerId: "1" }],
};

test("warnings, held services and orphans are told once, each with the command that changes it", () => {
  const notices = createNotices("up");
  expect(notices(plan)).toEqual([
    "services.web.scale is ignored.",
    "db stays as it is, because it holds data: image postgres:16 → postgres:17. To replace it: gantry up --replace db",
    "The stack has no service for shop-old-1. To remove: gantry up --remove-orphans",
  ]);
  expect(notices(plan)).toEqual([]);
});
