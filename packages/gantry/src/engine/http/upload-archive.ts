import type { ClientRequest } from "node:http";
import { pipeline, Readable } from "node:stream";
import type { Archive } from "../engine.ts";

/** Whether the engine should say that it wants the archive. It would never say so about an empty one. */
export function needsLeave(archive: Archive): boolean {
  return !(archive instanceof Uint8Array && archive.length === 0);
}

/** Sends an archive once the engine wants it. `fail` takes what the archive's source fails with. */
export function uploadArchive(request: ClientRequest, archive: Archive, fail: (error: unknown) => void): void {
  request.once("response", (response) => {
    // An answer may come before all is sent; then the connection is of no further use.
    response.once("end", () => {
      if (!request.writableFinished) request.destroy();
    });
  });
  if (archive instanceof Uint8Array) {
    if (!needsLeave(archive)) request.end();
    else request.once("continue", () => request.end(archive)).flushHeaders();
    return;
  }
  const source = archive instanceof Readable ? archive : Readable.from(archive, { objectMode: false });
  let ended = false;
  // Its failures are the caller's and not the connection's: they are thrown as they are.
  source.once("error", (error) => {
    if (!ended) fail(error);
  });
  const stop = () => {
    ended = true;
    source.destroy();
  };
  request.once("close", stop);
  request.once("response", (response) => {
    if ((response.statusCode ?? 0) >= 300) stop();
  });
  request.once("continue", () => pipeline(source, request, () => {})).flushHeaders();
}
