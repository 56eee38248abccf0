import type { ServiceFacts } from "../../../facts/service/service-facts.ts";
import { hasUnknown } from "../../../facts/unknown.ts";
import type { Place } from "../../../place.ts";

export interface RedisOption {
  readonly value: string;
  /** Of the value, or of the whole command that it stands in. */
  readonly at: Place;
}

/** An option of a Redis server, of its command or of the configuration that it is given. `unknown`: the file is not in the repository. */
export function redisOption(service: ServiceFacts, name: string): RedisOption | "absent" | "unknown" {
  for (const key of ["command", "entrypoint"] as const) {
    const words = service.model[key] ?? [];
    const index = words.indexOf(`--${name}`);
    const value = words[index + 1];
    if (index >= 0 && value !== undefined) return { value, at: service.at(key, index + 1) };
  }
  for (const { words } of service.startCommands) {
    const index = words.findIndex(({ text }) => text === `--${name}`);
    const value = words[index + 1];
    if (index >= 0 && value) return { value: value.text, at: value.at };
  }
  return fromFile(service, name);
}

function fromFile(service: ServiceFacts, name: string): RedisOption | "absent" | "unknown" {
  const words = service.startCommands.flatMap(({ argv }) => argv);
  const file = words.find((word) => /\.conf$/.test(word));
  // A variable may be a file, unless it is the value of an option. A build may bring a command that starts it otherwise.
  const isOpen =
    words.some((word, index) => (hasUnknown(word) && !words[index - 1]?.startsWith("--")) || word === "-") ||
    (service.build !== undefined && !service.image?.stage);
  if (file === undefined) return isOpen ? "unknown" : "absent";
  const mount = (service.model.volumes ?? []).find(
    ({ target }) => file === target || file.startsWith(`${target.replace(/\/$/, "")}/`),
  );
  const folder = mount?.source === undefined ? undefined : service.stack.relative(mount.source);
  const path =
    folder === undefined || !mount ? undefined : `${folder}${file.slice(mount.target.replace(/\/$/, "").length)}`;
  const source = path === undefined ? undefined : service.stack.facts.repository.read(path);
  if (!source) return "unknown";
  const match = new RegExp(`^[ \\t]*${name}[ \\t]+(\\S+)`, "im").exec(source.text);
  if (!match?.[1]) return /^[ \t]*include\s/im.test(source.text) ? "unknown" : "absent";
  const start = match.index + match[0].length - match[1].length;
  return { value: match[1].replace(/^"|"$/g, ""), at: source.placeOf(start, start + match[1].length) };
}
