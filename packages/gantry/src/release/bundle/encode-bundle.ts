import { UserError } from "../../model/error.ts";
import type { Stack } from "../../model/stack.ts";
import type { FoundFile } from "../../proxy/configuration/read-proxy-files.ts";
import type { Bundle } from "./bundle.ts";

/** Of the stored form. A newer one was written by a newer Gantry. */
const format = 1;

interface StoredBundle {
  format: number;
  stack: Stack;
  /** Base64 by name. */
  fileContents: Record<string, string>;
  proxyFiles: Record<string, readonly FoundFile[]>;
}

/** A bundle as bytes for the state volume: the same bundle is always the same bytes. */
export function encodeBundle({ stack, fileContents, proxyFiles }: Bundle): Buffer {
  const contents = [...fileContents].map(([name, content]) => [name, Buffer.from(content).toString("base64")] as const);
  const stored: StoredBundle = { format, stack, fileContents: inOrder(contents), proxyFiles: inOrder([...proxyFiles]) };
  return Buffer.from(JSON.stringify(stored));
}

function inOrder<T>(entries: (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @throws UserError `unsupported` for a bundle that a newer Gantry has written. */
export function decodeBundle(bytes: Uint8Array): Bundle {
  const {
    format: found,
    stack,
    fileContents,
    proxyFiles,
  } = JSON.parse(Buffer.from(bytes).toString("utf8")) as StoredBundle;
  if (found !== format) {
    throw new UserError(`The release was written in format ${found}, and this Gantry knows ${format}.`, {
      code: "unsupported",
      fix: "Use the version of Gantry that deployed it, or a newer one.",
    });
  }
  const contents = Object.entries(fileContents).map(([name, text]) => [name, Buffer.from(text, "base64")] as const);
  return { stack, fileContents: new Map(contents), proxyFiles: new Map(Object.entries(proxyFiles)) };
}
