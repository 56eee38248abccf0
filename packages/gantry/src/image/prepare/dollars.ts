import type { LoadedStack } from "../../model/stack.ts";

/** How a stack writes texts: final, or as before interpolation, where a dollar sign is two. */
export type Dollars = Pick<LoadedStack, "uninterpolated">;

/** A text for the stack. */
export function writeText({ uninterpolated }: Dollars, text: string): string {
  return uninterpolated ? text.replaceAll("$", "$$$$") : text;
}

/** What a text of the stack stands for. Variables in it stay as they are. */
export function readText({ uninterpolated }: Dollars, text: string): string {
  return uninterpolated ? text.replaceAll("$$", "$") : text;
}

/** Every text within a value, read. */
export function readTexts<Value>(dollars: Dollars, value: Value): Value {
  return mapTexts(value, (text) => readText(dollars, text)) as Value;
}

/** The same stack with its final texts as before interpolation, so that it can name variables. */
export function escapeStack(loaded: LoadedStack): LoadedStack {
  const stack = mapTexts(loaded.stack, (text) => text.replaceAll("$", "$$$$")) as LoadedStack["stack"];
  return { ...loaded, stack, uninterpolated: true };
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}
