import { expect, test } from "vitest";
import type { Targets } from "../proxy-definition.ts";
import { ownPlace } from "../proxy-place.ts";
import { initialVolume } from "./initial-volume.ts";
import { readState } from "./volume-state.ts";

const nothing = { describe: () => ({}), place: ownPlace };
const names = { describe: (targets: Targets) => ({ ".names": Object.keys(targets).join() }), place: ownPlace };
const empty = { files: new Map<string, string>(), links: new Map<string, string>() };

test("a service that was never switched is reached by its own name", () => {
  const first = initialVolume(empty, ["web", "api"], names);
  expect(readState(first ?? empty)).toMatchObject({ targets: { web: "web", api: "api" }, maintenance: false });
  expect(first?.files.get("maintenance/web")).toBe("127.0.0.2");
  expect(first?.files.get("maintenance/.names")).toBe("web,api");
  expect(initialVolume(first ?? empty, ["api"], nothing)).toBeUndefined();
});

test("what was switched stays where it is when a service comes to it, and so does maintenance", () => {
  const before = {
    files: new Map([["generations/1/web", "web-r7\n"]]),
    links: new Map([
      ["live", "generations/1"],
      ["targets", "maintenance"],
    ]),
  };
  const after = initialVolume(before, ["web", "api"], nothing);
  expect(readState(after ?? empty)).toMatchObject({ targets: { web: "web-r7", api: "api" }, maintenance: true });
});

test("a proxy that takes the place of one of another kind finds what only it reads", () => {
  const caddys = initialVolume(empty, ["web"], nothing) ?? empty;
  const live = caddys.links.get("live");
  const nginxs = initialVolume(caddys, ["web"], names);
  expect(nginxs?.links.get("live")).not.toBe(live);
  expect(nginxs?.files.get(`${nginxs.links.get("live")}/.names`)).toBe("web");
});

test("services of one stack among several are reached by names that are the stack's alone", () => {
  const place = { ...ownPlace, domain: ".shop.internal", maintenanceAddress: "127.9.8.7" };
  const first = initialVolume(empty, ["web"], { ...nothing, place });
  expect(readState(first ?? empty).targets).toEqual({ web: "web.shop.internal" });
  expect(first?.files.get("maintenance/web")).toBe("127.9.8.7");
});
