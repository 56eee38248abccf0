import { EventEmitter, once } from "node:events";
import { type FileHandle, open } from "node:fs/promises";

const READ_SIZE = 262_144;

/**
 * A file that one writes and many read at their own pace, also what is being written. It stands between an engine that saves an image as
 * fast as its disk allows and links of any speed: no link holds up another, and no memory fills.
 */
export class SpoolFile {
  readonly #handle: FileHandle;
  readonly #growth = new EventEmitter().setMaxListeners(0);
  #size = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async create(path: string): Promise<SpoolFile> {
    return new SpoolFile(await open(path, "wx+", 0o600));
  }

  get size(): number {
    return this.#size;
  }

  async append(chunk: Uint8Array): Promise<void> {
    await this.#handle.appendFile(chunk);
    this.#size += chunk.length;
    this.announce();
  }

  /** Wakes those who wait for news. */
  announce(): void {
    this.#growth.emit("news");
  }

  /** Resolves at the next `append` or `announce`. */
  async news(signal: AbortSignal): Promise<void> {
    await once(this.#growth, "news", { signal });
  }

  /** Reads what is there between two places. */
  async *read(start: number, end: number): AsyncGenerator<Buffer> {
    for (let position = start; position < end; ) {
      const { bytesRead, buffer } = await this.#handle.read({
        buffer: Buffer.allocUnsafe(Math.min(READ_SIZE, end - position)),
        position,
      });
      if (bytesRead === 0) throw new Error("The spool file was cut short.");
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
