import { completePlace } from "../complete-place.ts";
import type { Facts } from "../facts/facts.ts";
import type { ServiceFacts } from "../facts/service/service-facts.ts";
import type { Fix, TextEdit } from "../finding.ts";
import { replaceValue } from "./edit.ts";

/** Publishes a port on 127.0.0.1 only. */
export const bindLoopback = (facts: Facts, service: ServiceFacts, index: number): Fix => ({
  title: "Publish it on 127.0.0.1 only",
  edits: loopbackEdits(facts, service, index),
});

function loopbackEdits(facts: Facts, service: ServiceFacts, index: number): TextEdit[] {
  const port = service.model.ports?.[index];
  const at = service.at("ports", index);
  const source = facts.repository.read(at.file);
  if (!port || !source) return [];
  const { file, line, column, endLine, endColumn } = completePlace(at, source);
  const [start, end] = [source.offsetAt({ line, column }), source.offsetAt({ line: endLine, column: endColumn })];
  const written = source.text.slice(start, end);
  const isLong =
    written.startsWith("{") || /^(target|published|protocol|mode|name|host_ip|app_protocol):/.test(written);
  if (isLong && port.host_ip !== undefined)
    return replaceValue(facts, service.at("ports", index, "host_ip"), "127.0.0.1");
  if (isLong) {
    const inFlow = written.startsWith("{");
    const text = inFlow ? " host_ip: 127.0.0.1," : `host_ip: 127.0.0.1\n${" ".repeat(column - 1)}`;
    const offset = start + (inFlow ? 1 : 0);
    return [{ file, start: offset, end: offset, text }];
  }
  const bare = written.replace(/^["']|["']$/g, "");
  if (port.host_ip === undefined)
    return replaceValue(facts, at, `127.0.0.1:${port.published === undefined ? ":" : ""}${bare}`);
  const host = [port.host_ip, `[${port.host_ip}]`].find((each) => bare.startsWith(`${each}:`));
  return host === undefined ? [] : replaceValue(facts, at, `127.0.0.1${bare.slice(host.length)}`);
}
