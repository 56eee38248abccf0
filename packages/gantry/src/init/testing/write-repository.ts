import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A repository in a folder of its own, whose name is `project`. Disposing removes it. */
export interface WrittenRepository extends AsyncDisposable {
  directory: string;
}

/** @param files Contents by path; an object is written as JSON */
export async function writeRepository(files: Readonly<Record<string, string | object>>): Promise<WrittenRepository> {
  const parent = await mkdtemp(join(tmpdir(), "gantry-init-"));
  const directory = join(parent, "project");
  await mkdir(directory);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return { directory, [Symbol.asyncDispose]: () => rm(parent, { recursive: true }) };
}
