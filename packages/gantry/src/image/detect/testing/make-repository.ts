import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect } from "vitest";
import { UserError } from "../../../model/error.ts";
import type { Place } from "../place.ts";

/** Contents by path; an object is written as JSON. */
export type Files = Readonly<Record<string, string | object>>;

const made: string[] = [];

afterEach(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true });
});

/** A repository with these files, as the place of the service `web`. It is removed after the test. */
export async function makeRepository(files: Files): Promise<Place> {
  const context = await mkdtemp(join(tmpdir(), "gantry-detect-"));
  made.push(context);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(context, path)), { recursive: true });
    await writeFile(join(context, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return { path: "services.web", context, environment: [], secrets: [], ca: false };
}

/** What the user is told where an attempt fails: the message and how to mend it. */
export async function failureOf(attempt: Promise<unknown>, code = "config"): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw new Error(`no UserError, but ${String(error)}`);
  expect(error.code).toBe(code);
  return `${error.message} ${error.fix}`;
}
