import { dirname } from "node:path";
import { interpolate } from "../interpolate/interpolate.ts";
import { displayPath, type Loading, substitution } from "../loading.ts";
import { child, isNull, type MappingNode, mapping, type Node, textOf, withEntry } from "../node.ts";
import { limits } from "../read/limits.ts";
import { describeFailure, readTextFile } from "../read/read-text-file.ts";
import { extendsShape, service as serviceShape } from "../schema/service.ts";
import type { ServiceScope } from "./canonical-services.ts";
import { canonicalise } from "./canonicalise.ts";
import { checkComplete } from "./check-complete.ts";
import { mergeExtended } from "./merge-extended.ts";
import { readSource } from "./read-source.ts";
import { isRemote, resolvePath, resolvePaths } from "./resolve-paths.ts";

/** The services of one document while their `extends` are followed. */
export interface ExtendsReading {
  scope: ServiceScope;
  /** As they are written, interpolated. */
  services: MappingNode;
  loading: Loading;
  /** Canonical services, with what they extend. */
  done: Map<string, Node | undefined>;
  /** The same of other files, by their absolute path: shared by all files of the chain. */
  files: Map<string, ExtendsReading>;
}

interface Link {
  /** Its `extends`. */
  extension: Node | undefined;
  service: string;
  path: string;
  file: string;
}

/**
 * A canonical service with what it extends.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md#extends
 */
export function readService(name: string, reading: ExtendsReading, chain: readonly Link[]): Node | undefined {
  if (reading.done.has(name)) return reading.done.get(name);
  const value = reading.services.entries.get(name);
  if (!value) return undefined;
  const { findings } = reading.loading;
  const own = canonicalise(withoutExtends(value), serviceShape, ["services", name], findings);
  const base =
    own &&
    readBase(name, value, reading, [...chain, { service: name, extension: child(value, "extends"), ...reading.scope }]);
  const service = base ? mergeExtended(base, own, ["services", name], findings) : own;
  reading.done.set(name, service);
  return service;
}

const withoutExtends = (value: Node): Node =>
  value.kind === "mapping" && value.entries.has("extends") ? withEntry(value, "extends", undefined) : value;

function readBase(name: string, value: Node, reading: ExtendsReading, chain: readonly Link[]): Node | undefined {
  const written = child(value, "extends");
  const extension = written && readExtension(written, name, reading);
  if (!extension) return undefined;
  const { service, other, file } = extension;
  const { findings, home } = reading.loading;
  const start = chain.findIndex((link) => link.service === service && link.path === other.scope.path);
  if (start >= 0) {
    reportCircle(chain.slice(start), reading);
    return undefined;
  }
  if (chain.length > limits.extensions) {
    const problem = `more than ${limits.extensions} services extend each other in one chain.`;
    findings.add(["services", name, "extends"], written, problem);
    return undefined;
  }
  const base = readService(service, other, chain);
  return base && (file ? resolvePaths(base, serviceShape, { ...other.scope, home }) : base);
}

interface Extension {
  service: string;
  /** Where the service is: this document, or another file. */
  other: ExtendsReading;
  file: Node | undefined;
}

/** What `extends` names. Undefined, with findings, when it is not there. */
function readExtension(written: Node, name: string, reading: ExtendsReading): Extension | undefined {
  const { findings } = reading.loading;
  const path = ["services", name, "extends"];
  const extension = canonicalise(written, extendsShape, path, findings);
  if (!extension) return undefined;
  checkComplete(extension, extendsShape, path, findings);
  const target = child(extension, "service");
  const service = textOf(target);
  const named = child(extension, "file");
  const file = named && !isNull(named) ? named : undefined;
  const other = file ? openFile(file, path, reading) : reading;
  if (!target || service === undefined || !other) return undefined;
  if (other.services.entries.has(service)) return { service, other, file };
  const where = file ? ` in ${other.scope.file}` : "";
  const place = written.kind === "mapping" ? [...path, "service"] : path;
  findings.add(place, target, `there is no service "${service}"${where}.`);
  return undefined;
}

function reportCircle(links: readonly Link[], { loading }: ExtendsReading): void {
  const circle = fromFirst(links);
  const [first] = circle;
  const names = [...circle, ...circle.slice(0, 1)].map((link) => `${link.service} (${link.file})`);
  const problem = `services extend each other in a circle: ${names.join(" → ")}.`;
  if (first) loading.findings.add(["services", first.service, "extends"], first.extension, problem);
}

/** The same circle is met from each of its services; it is told from one of them. */
function fromFirst(links: readonly Link[]): Link[] {
  const names = links.map(({ service, file }) => `${service} (${file})`);
  const first = names.indexOf([...names].sort()[0] ?? "");
  return [...links.slice(first), ...links.slice(0, first)];
}

function openFile(file: Node, path: readonly string[], reading: ExtendsReading): ExtendsReading | undefined {
  const { loading, files, scope } = reading;
  const absolute = resolvePath(textOf(file) ?? "", { directory: scope.directory, home: loading.home });
  const known = files.get(absolute);
  if (known) return known;
  const written = textOf(file) ?? "";
  const read = isRemote(written) ? { failure: "remote" as const } : readTextFile(absolute);
  const name = isRemote(written) ? written : displayPath(absolute, loading.cwd);
  if ("failure" in read) {
    loading.findings.add([...path, "file"], file, `${name} ${describeFailure[read.failure]}`);
    return undefined;
  }
  const { documents } = readSource(absolute, name, read.text);
  const services = new Map<string, Node>();
  for (const document of documents) {
    const written = child(document, "services");
    const interpolated =
      written && interpolate(written, substitution(scope.variables, loading), loading.findings, ["services"]);
    if (interpolated?.kind === "mapping") for (const [key, value] of interpolated.entries) services.set(key, value);
  }
  const opened: ExtendsReading = {
    scope: { directory: dirname(absolute), variables: scope.variables, path: absolute, file: name },
    services: mapping(services),
    loading,
    done: new Map(),
    files,
  };
  files.set(absolute, opened);
  return opened;
}
