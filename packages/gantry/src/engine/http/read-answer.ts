import type { IncomingMessage } from "node:http";
import { EngineError } from "../errors/engine-error.ts";
import type { ApiRequest } from "./api-request.ts";

const ERROR_LIMIT = 65_536;

export async function readText(response: IncomingMessage, limit = Number.POSITIVE_INFINITY): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= limit) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Makes an error of an answer that is one. */
export async function readEngineError(
  response: IncomingMessage,
  { method, path }: Pick<ApiRequest, "method" | "path">,
): Promise<EngineError> {
  const text = await readText(response, ERROR_LIMIT);
  const status = response.statusCode ?? 0;
  return new EngineError({ status, detail: readMessage(text) || (response.statusMessage ?? ""), method, path });
}

function readMessage(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && "message" in body) return String(body.message).trim();
  } catch {
    // Not the engine itself, but something in front of it, answers in plain text.
  }
  return text.trim();
}
