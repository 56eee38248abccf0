import { expect, test } from "vitest";
import { chooseLatest } from "./find-previous-image.ts";

const image = (Id: string, LastTagTime: string, ...RepoTags: string[]) => ({ Id, RepoTags, Metadata: { LastTagTime } });
const older = image("sha256:a", "2026-01-31T12:00:00.5Z", "shop-web:content-a");
const newer = image("sha256:b", "2026-01-31T12:00:01Z", "shop-web:latest", "other:content-b", "shop-web:content-b");

test("the previous image is the one that got a name last, called by the tag that never moves", () => {
  expect(chooseLatest([older, newer], "shop-web")).toEqual({ id: "sha256:b", name: "shop-web:content-b" });
  expect(chooseLatest([newer, older], "shop-web")).toEqual({ id: "sha256:b", name: "shop-web:content-b" });
});

test("an image that something else built is called by its id", () => {
  const foreign = image("sha256:0123456789abcdef", "2026-02-01T00:00:00Z", "shop-web:latest");
  expect(chooseLatest([older, foreign], "shop-web")).toEqual({
    id: "sha256:0123456789abcdef",
    name: "sha256:0123456789ab",
  });
});

test("without any there is none", () => {
  expect(chooseLatest([], "shop-web")).toBeUndefined();
});
