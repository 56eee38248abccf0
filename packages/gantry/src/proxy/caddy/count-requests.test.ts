import { expect, test } from "vitest";
import { sumInFlight } from "./count-requests.ts";

const status = (address: string, num_requests: number) => ({ address, num_requests, fails: 0 });

test("sums what is in flight on the addresses that are asked for", () => {
  const answer = JSON.stringify([
    status("172.18.0.5:3000", 3),
    status("172.18.0.5:9000", 1),
    status("[fd00::5]:3000", 1),
    status("172.18.0.6:3000", 7),
  ]);
  expect(sumInFlight(answer, ["172.18.0.5"])).toEqual({ requests: 4, streams: 0 });
  expect(sumInFlight(answer, ["172.18.0.5", "fd00::5"])).toEqual({ requests: 5, streams: 0 });
  expect(sumInFlight("null", ["172.18.0.5"])).toEqual({ requests: 0, streams: 0 });
});

test("knows streams by the zero before their port", () => {
  const answer = JSON.stringify([status("172.18.0.5:3000", 1), status("172.18.0.5:03000", 2)]);
  expect(sumInFlight(answer, ["172.18.0.5"])).toEqual({ requests: 1, streams: 2 });
});

test("counts an address once, though Caddy 2.11 lists it with its streams and without them", () => {
  const answer = JSON.stringify([
    status("172.18.0.5:3000", 3),
    status("172.18.0.5:3000", 1),
    status("172.18.0.5:03000", 2),
  ]);
  expect(sumInFlight(answer, ["172.18.0.5"])).toEqual({ requests: 1, streams: 2 });
});
