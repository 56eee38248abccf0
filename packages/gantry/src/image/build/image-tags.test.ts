import { expect, test } from "vitest";
import type { GitState } from "./git-state.ts";
import { checkTags, chooseReferences, chooseRepository, type TagChoice } from "./image-tags.ts";

const git: GitState = {
  commit: "0123456789abcdef0123456789abcdef01234567",
  dirty: false,
  committed: 0,
  source: undefined,
  described: undefined,
};

function choose(changes: Partial<TagChoice>): string[] {
  const choice = { project: "shop", services: { web: {} }, git, content: "content-c", extra: [], latest: false };
  return chooseReferences({ ...choice, ...changes });
}

test("an image has the commit's tag and its content's", () => {
  expect(choose({})).toEqual(["shop-web:0123456789ab", "shop-web:content-c"]);
});

test("changes that no commit has are marked", () => {
  expect(choose({ git: { ...git, dirty: true } })[0]).toBe("shop-web:0123456789ab-dirty");
});

test("without a repository only the content's tag is left", () => {
  expect(choose({ git: undefined })).toEqual(["shop-web:content-c"]);
});

test("latest and further tags are there when they are asked for", () => {
  expect(choose({ extra: ["1.4"], latest: true })).toEqual([
    "shop-web:0123456789ab",
    "shop-web:content-c",
    "shop-web:1.4",
    "shop-web:latest",
  ]);
});

test("a service's own image says the repository, and its tag is set too", () => {
  expect(choose({ services: { web: { image: "localhost:5000/acme/web:1.0" } } })).toEqual([
    "localhost:5000/acme/web:0123456789ab",
    "localhost:5000/acme/web:content-c",
    "localhost:5000/acme/web:1.0",
  ]);
});

test("services that share an image give it all of their names, once each", () => {
  const services = {
    web: { image: "acme/app" },
    worker: { image: "acme/app:w" },
    cron: { build: { tags: ["other"] } },
  };
  expect(choose({ git: undefined, services })).toEqual([
    "acme/app:content-c",
    "acme/app:w",
    "shop-cron:content-c",
    "other:latest",
  ]);
});

test.each([
  [undefined, "shop-web"],
  ["acme/web:1.0", "acme/web"],
  ["localhost:5000/web", "localhost:5000/web"],
  ["acme/web@sha256:0", "acme/web"],
])("the repository of %s is %s", (image, expected) => {
  expect(chooseRepository("shop", "web", image)).toBe(expected);
});

test("what is no tag is refused by name", () => {
  expect(() => checkTags(["1.4.0", "acme/web:1"])).toThrow('--tag: "acme/web:1" is not a tag.');
});
