import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A fixture's own copy, which a test may change. Disposing of it removes the folder. */
export interface Application extends AsyncDisposable {
  directory: string;
  write(path: string, content: string): Promise<void>;
}

/** @param name A folder of `test/fixtures/apps` */
export async function copyApplication(name: string): Promise<Application> {
  const directory = await mkdtemp(join(tmpdir(), `gantry-app-${name}-`));
  await cp(fileURLToPath(new URL(`../../../fixtures/apps/${name}`, import.meta.url)), directory, { recursive: true });
  return {
    directory,
    write: async (path, content) => {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), content);
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
