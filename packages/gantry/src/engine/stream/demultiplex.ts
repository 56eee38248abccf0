import type { OutputChunk } from "../engine.ts";

const HEADER_SIZE = 8;
const STDERR = 2;

/**
 * Splits the engine's multiplexed stream into stdout and stderr. Frames may be cut anywhere; their payload is
 * handed on as it comes, so that a frame of any size needs no memory. The bytes are not copied.
 *
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export function createDemultiplexer(): (input: Buffer) => OutputChunk[] {
  const header = Buffer.alloc(HEADER_SIZE);
  let headerSize = 0;
  let remaining = 0;

  return (input) => {
    const chunks: OutputChunk[] = [];
    let offset = 0;
    while (offset < input.length) {
      if (remaining === 0) {
        const taken = input.copy(header, headerSize, offset, offset + HEADER_SIZE - headerSize);
        headerSize += taken;
        offset += taken;
        if (headerSize < HEADER_SIZE) break;
        headerSize = 0;
        remaining = header.readUInt32BE(4);
        continue;
      }
      const data = input.subarray(offset, offset + remaining);
      chunks.push({ stream: header[0] === STDERR ? "stderr" : "stdout", data });
      offset += data.length;
      remaining -= data.length;
    }
    return chunks;
  };
}

/** Reads the output of a container or an exec: multiplexed, or, with a terminal, as it is. */
export async function* readOutput(source: AsyncIterable<Buffer>, multiplexed: boolean): AsyncGenerator<OutputChunk> {
  if (!multiplexed) {
    for await (const data of source) yield { stream: "stdout", data };
    return;
  }
  const demultiplex = createDemultiplexer();
  for await (const input of source) yield* demultiplex(input);
}
