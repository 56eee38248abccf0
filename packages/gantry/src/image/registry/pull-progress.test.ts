import { expect, test } from "vitest";
import { createPullProgress } from "./pull-progress.ts";

test("the layers of an image add up to one progress", () => {
  const next = createPullProgress();
  expect(next({ status: "Pulling from library/postgres", id: "17" })).toBeUndefined();
  expect(next({ status: "Downloading", id: "a", progressDetail: { current: 10, total: 100 } })).toEqual({
    current: 10,
    total: 100,
  });
  expect(next({ status: "Downloading", id: "b", progressDetail: { current: 5, total: 50 } })).toEqual({
    current: 15,
    total: 150,
  });
  expect(next({ status: "Download complete", id: "a" })).toEqual({ current: 105, total: 150 });
});

test("extracting does not count the same bytes twice", () => {
  const next = createPullProgress();
  next({ status: "Downloading", id: "a", progressDetail: { current: 10, total: 100 } });
  next({ status: "Download complete", id: "a" });
  expect(next({ status: "Extracting", id: "a", progressDetail: { current: 50, total: 100 } })).toBeUndefined();
  expect(next({ status: "Pull complete", id: "a" })).toBeUndefined();
});

test("a layer that is here already adds nothing", () => {
  expect(createPullProgress()({ status: "Already exists", id: "a" })).toBeUndefined();
});
