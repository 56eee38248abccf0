import { type Extract, extract, type Header } from "tar-stream";
import { archiveError } from "./json-shape.ts";

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

export interface TarEntry {
  name: string;
  type: Header["type"];
  /** Bytes. */
  size: number;
  /** Where a symbolic or hard link points. */
  linkName: string | undefined;
  /** Extended header fields, such as `SCHILY.xattr.…`. */
  pax: Readonly<Record<string, string>>;
  /** To be read to its end or not at all, and before the next entry is asked for. */
  content: AsyncIterable<Buffer>;
}

/**
 * Goes through a tar archive as it comes; holds no more of it than a few chunks.
 *
 * @param where What the archive is, for errors.
 * @throws UserError when it is not a tar archive, or ends too early. An error of the source is thrown as it is.
 */
export async function* readTar(source: AsyncIterable<Uint8Array>, where: string): AsyncGenerator<TarEntry, void> {
  const unpacked = extract();
  let sourceError: unknown;
  feed(source, unpacked).catch((error: unknown) => {
    sourceError = error;
    unpacked.destroy(error instanceof Error ? error : new Error("The source failed."));
  });
  const explain = (error: unknown) => sourceError ?? archiveError(where, "is not a whole tar archive.", error);
  try {
    for await (const entry of unpacked) {
      yield describeEntry(entry, explain);
      // Content that nobody read would stand in the way of the next entry.
      entry.resume();
    }
  } catch (error) {
    throw explain(error);
  } finally {
    unpacked.destroy();
  }
}

function describeEntry(entry: Entry, explain: (error: unknown) => unknown): TarEntry {
  const { name, type, size, linkname, pax } = entry.header;
  return {
    name,
    type,
    size,
    linkName: linkname === "" || linkname === null ? undefined : linkname,
    // All text: the library reads `key=value`, and leaves the type open, as it does that of the chunks.
    pax: (pax ?? {}) as Readonly<Record<string, string>>,
    content: readContent(entry as AsyncIterable<unknown> as AsyncIterable<Buffer>, explain),
  };
}

async function* readContent(content: AsyncIterable<Buffer>, explain: (error: unknown) => unknown) {
  try {
    yield* content;
  } catch (error) {
    throw explain(error);
  }
}

/** Ends early, without an error, when the reader has gone. */
async function feed(source: AsyncIterable<Uint8Array>, target: Extract): Promise<void> {
  let goOn: () => void = () => undefined;
  for (const event of ["drain", "close"]) target.on(event, () => goOn());
  for await (const chunk of source) {
    if (target.destroyed) return;
    if (!target.write(chunk)) await new Promise<void>((resolve) => (goOn = resolve));
  }
  target.end(undefined);
}
