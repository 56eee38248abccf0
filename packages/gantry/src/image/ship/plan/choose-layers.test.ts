import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseAll, chooseLayers } from "./choose-layers.ts";

const pick = (choice: { send: ReadonlySet<string>; sent: number; kept: number }) => ({
  send: [...choice.send],
  sent: choice.sent,
  kept: choice.kept,
});

test("a classic target keeps the longest beginning that any of its images shares", () => {
  const present = [
    ["base", "deps", "old"],
    ["base", "other"],
  ];
  expect(pick(chooseLayers(["base", "deps", "new"], present, "classic"))).toEqual({ send: ["new"], sent: 1, kept: 2 });
});

test("a layer that a classic target has upon other layers is sent", () => {
  expect(pick(chooseLayers(["base", "app"], [["other", "app"]], "classic"))).toEqual({
    send: ["base", "app"],
    sent: 2,
    kept: 0,
  });
});

test("a containerd target keeps every layer that it has, wherever it stands", () => {
  expect(pick(chooseLayers(["base", "new", "app"], [["other", "app"], ["base"]], "containerd"))).toEqual({
    send: ["new"],
    sent: 1,
    kept: 2,
  });
});

test("a layer that occurs again where it is missing is sent", () => {
  // WORKDIR twice makes the same layer twice.
  expect(pick(chooseLayers(["base", "empty", "app", "empty"], [["base", "empty"]], "classic"))).toEqual({
    send: ["app", "empty"],
    sent: 3,
    kept: 1,
  });
});

test("a target without images gets everything, and so does one that is told to", () => {
  expect(chooseLayers(["base", "app"], [], "classic")).toEqual(chooseAll(["base", "app"]));
});

test("an image without layers has none to send", () => {
  expect(pick(chooseLayers([], [["base"]], "classic"))).toEqual({ send: [], sent: 0, kept: 0 });
});

const layer = fc.constantFrom("a", "b", "c", "d");
const chain = fc.array(layer, { maxLength: 6 });

test("with what is sent, a classic target can put the chain together from the bottom", () => {
  fc.assert(
    fc.property(chain, fc.array(chain, { maxLength: 4 }), (image, present) => {
      const { send } = chooseLayers(image, present, "classic");
      const chains = new Set(present.flatMap((each) => each.map((_, index) => each.slice(0, index + 1).join("/"))));
      for (const [index, each] of image.entries()) {
        expect(chains.has(image.slice(0, index + 1).join("/")) || send.has(each)).toBe(true);
      }
    }),
  );
});

test("with what is sent, a containerd target has every blob, and nothing is sent that it had", () => {
  fc.assert(
    fc.property(chain, fc.array(chain, { maxLength: 4 }), (image, present) => {
      const { send } = chooseLayers(image, present, "containerd");
      const known = new Set(present.flat());
      for (const each of image) expect(send.has(each)).toBe(!known.has(each));
    }),
  );
});
