import { expect, test } from "vitest";
import { sumRequests } from "./count-requests.ts";

test("counts an address once, though Caddy lists it among the known and among those in flight", () => {
  const answer = JSON.stringify([
    { address: "172.18.0.5:3000", num_requests: 2, fails: 0 },
    { address: "172.18.0.5:3000", num_requests: 3, fails: 0 },
    { address: "172.18.0.5:9000", num_requests: 1, fails: 0 },
    { address: "[fd00::5]:3000", num_requests: 1, fails: 0 },
    { address: "172.18.0.6:3000", num_requests: 7, fails: 0 },
  ]);
  expect(sumRequests(answer, ["172.18.0.5"])).toBe(4);
  expect(sumRequests(answer, ["172.18.0.5", "fd00::5"])).toBe(5);
  expect(sumRequests("null", ["172.18.0.5"])).toBe(0);
});
