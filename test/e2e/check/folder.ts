import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Finished, type RunOptions, startGantry } from "../cli/start-gantry.ts";

/** A folder of a test's own, and the built command in it. It needs no engine. */
export interface Folder extends AsyncDisposable {
  directory: string;
  write(path: string, content: string): Promise<void>;
  read(path: string): Promise<string>;
  gantry(args: readonly string[], options?: RunOptions): Promise<Finished>;
}

export async function createFolder(files: Readonly<Record<string, string>>): Promise<Folder> {
  const directory = await mkdtemp(join(tmpdir(), "gantry-test-check-"));
  const write = async (path: string, content: string) => {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  };
  for (const [path, content] of Object.entries(files)) await write(path, content);
  return {
    directory,
    write,
    read: (path) => readFile(join(directory, path), "utf8"),
    gantry: (args, options) => startGantry(args, { cwd: directory, ...options }).finished,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
}

/** One error, some warnings, one of which `--fix` mends. */
export const faulty = `name: shop
services:
  web:
    image: node:22-alpine
    command: ["node", "server.js"]
    environment:
      DATABASE_URL: postgres://app:\${DB_PASSWORD:?}@localhost:5432/app
  db:
    image: postgres:17
    environment: { POSTGRES_USER: app, POSTGRES_PASSWORD: "\${DB_PASSWORD:?}", POSTGRES_DB: app }
    volumes: ["data:/var/lib/postgresql/data"]
volumes: { data: {} }
`;
