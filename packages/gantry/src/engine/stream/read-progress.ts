import type { ProgressMessage } from "../engine.ts";
import { EngineError } from "../errors/engine-error.ts";
import { readJsonLines } from "./read-json-lines.ts";

type ProgressLine = ProgressMessage & { error?: string; errorDetail?: { message?: string } };

/** Reads the progress of a pull, a load, an import. A line that is an error ends it with `EngineError`. */
export async function* readProgress(
  source: AsyncIterable<Buffer>,
  { method, path }: { method: string; path: string },
): AsyncGenerator<ProgressMessage> {
  for await (const line of readJsonLines<ProgressLine>(source)) {
    const detail = line.errorDetail?.message ?? line.error;
    if (detail !== undefined) throw new EngineError({ status: 200, detail, method, path });
    yield line;
  }
}
