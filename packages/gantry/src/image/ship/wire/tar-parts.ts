import tar from "tar-stream";

const BLOCK = 512;

/** The header of a regular file. Its name may have a hundred characters. */
export async function tarHeader(name: string, size: number): Promise<Buffer> {
  const pack = tar.pack();
  // The pack writes the header and waits for the body, which goes another way.
  pack.entry({ name, size, mode: 0o644, mtime: new Date(0) }).on("error", () => {});
  for await (const header of pack) return Buffer.from(header as Uint8Array);
  throw new Error(`There is no header for ${name}.`);
}

/** What stands between the end of a file and the next header. */
export const tarPadding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

/** Two empty blocks. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * BLOCK);
