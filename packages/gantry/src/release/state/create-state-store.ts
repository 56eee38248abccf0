import { posix } from "node:path";
import { isStatus } from "../../engine/is-status.ts";
import { answerWithin } from "./answer-within.ts";
import { explainWriteFailure } from "./explain-write-failure.ts";
import { packFiles } from "./pack-files.ts";
import { filesToWrite, newestGeneration, type RecordFiles } from "./record-files.ts";
import { ensureStateContainer, type StateContainer, stateRoot } from "./state-container.ts";
import type { StateStore } from "./state-store.ts";
import { unpackFiles } from "./unpack-files.ts";

const LIMIT = 60_000;

/** The records in a state volume whose container is there. */
export function createStateStore(container: StateContainer): StateStore {
  const { engine, project, name, signal } = container;
  const reading = { what: "read the stack's state", milliseconds: LIMIT, signal };
  const writing = { what: "write the stack's state", milliseconds: LIMIT, signal };

  /** Everything below a folder, by the path from there; nothing where there is no such folder. */
  const readFolder = async (folder: string): Promise<Map<string, Buffer>> => {
    const get = () =>
      answerWithin(reading, async (call) => unpackFiles(await engine.containers.getArchive(name, at(folder), call)));
    try {
      const files = await get().catch(async (error: unknown) => {
        // No such folder, or no such container any more: the answer is the same.
        if (!isStatus(error, 404) || !(await ensureStateContainer(container))) throw error;
        return get();
      });
      return new Map([...files].map(([file, content]) => [posix.relative(posix.basename(folder), file), content]));
    } catch (error) {
      if (isStatus(error, 404)) return new Map();
      throw error;
    }
  };
  const readNewest = async (path: string) => {
    const files = await readFolder(path);
    return newestGeneration(path, pickFiles(files, ""));
  };
  const put = async (path: string, files: ReturnType<typeof filesToWrite>) => {
    const archive = await packFiles([
      ...folders(path),
      ...files.map(([slot, content]) => [`${path}/${slot}`, content] as const),
    ]);
    const send = () => answerWithin(writing, (call) => engine.containers.putArchive(name, stateRoot, archive, call));
    await send().catch(async (error: unknown) => {
      if (!isStatus(error, 404) || !(await ensureStateContainer(container))) throw explainWriteFailure(error);
      await send();
    });
  };

  return {
    project,

    read: async (path) => (await readNewest(path))?.content,

    readAll: async (folder) => {
      const files = await readFolder(folder);
      const records = [...new Set([...files.keys()].map((file) => posix.dirname(file)))].sort();
      return new Map(
        records.flatMap((record) => {
          const content = newestGeneration(posix.join(folder, record), pickFiles(files, `${record}/`))?.content;
          return content === undefined ? [] : [[record, content] as const];
        }),
      );
    },

    write: async (path, content, { forget = false, follows } = {}) => {
      const sequence = (follows ?? (await readNewest(path))?.sequence ?? 0) + 1;
      await put(path, filesToWrite({ sequence, content: Buffer.from(content) }, { forget }));
      return sequence;
    },

    erase: async (path) => {
      const newest = await readNewest(path);
      if (newest?.content === undefined) return;
      await put(path, filesToWrite({ sequence: newest.sequence + 1, content: undefined }, { forget: true }));
    },
  };
}

function at(path: string): string {
  return posix.join(stateRoot, checkPath(path));
}

/** A record's folder and those that it lies in, outermost first. */
function folders(path: string): [string][] {
  const parts = checkPath(path).split("/");
  return parts.map((_, index) => [`${parts.slice(0, index + 1).join("/")}/`]);
}

function pickFiles(files: ReadonlyMap<string, Buffer>, prefix: string): RecordFiles {
  const a = files.get(`${prefix}a`);
  const b = files.get(`${prefix}b`);
  return { ...(a && { a }), ...(b && { b }) };
}

function checkPath(path: string): string {
  if (/^[a-z0-9-]{2,}(\/[a-z0-9-]+)*$/.test(path)) return path;
  throw new TypeError(`"${path}" does not name a record: small letters, digits and dashes, slashes between.`);
}
