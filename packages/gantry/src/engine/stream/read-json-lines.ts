const NEWLINE = 10;

/** Parses a stream of JSON values, one a line, cut into chunks anywhere. */
export async function* readJsonLines<T>(source: AsyncIterable<Buffer>): AsyncGenerator<T> {
  let pending: Buffer[] = [];
  for await (const chunk of source) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const line = parseLine<T>(Buffer.concat([...pending, chunk.subarray(start, end)]));
      pending = [];
      start = end + 1;
      if (line !== undefined) yield line;
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  }
  const last = parseLine<T>(Buffer.concat(pending));
  if (last !== undefined) yield last;
}

function parseLine<T>(line: Buffer): T | undefined {
  const text = line.toString("utf8").trim();
  return text === "" ? undefined : (JSON.parse(text) as T);
}
