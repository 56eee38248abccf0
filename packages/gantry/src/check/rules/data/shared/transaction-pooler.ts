import type { Reference } from "../../../facts/service/references.ts";
import type { ServiceFacts } from "../../../facts/service/service-facts.ts";
import type { Related } from "../../../finding.ts";

export interface Pooler {
  /** The pooler of the stack; undefined for one elsewhere. */
  readonly service: ServiceFacts | undefined;
  readonly related: Related;
}

/**
 * The pooler that a connection string leads to, when it lends a connection for one transaction only: one of the stack that is told to, or one
 * elsewhere by its port: 6432 is PgBouncer's, 6543 that of Supabase. Undefined when its mode is another, or not known.
 */
export function transactionPooler(from: ServiceFacts, { host, port, url, at }: Reference): Pooler | undefined {
  if (url && !/^postgres(ql)?(\+\w+)?$/.test(url.scheme)) return undefined;
  const service = from.stack.serviceByHost(host);
  if (!service) {
    if (!host.includes(".") || (port !== 6432 && port !== 6543)) return undefined;
    return { service: undefined, related: { at, message: `Port ${port} is that of a pooler.` } };
  }
  if (service.image?.knowledge?.role !== "pooler") return undefined;
  const mode = [...service.env].find(({ name }) => /(^|_)POOL_MODE$/.test(name));
  if (mode)
    return /^(transaction|statement)$/.test(mode.value)
      ? { service, related: { at: mode.at, message: `The pool mode is ${mode.value}.` } }
      : undefined;
  const file = configurationOf(service);
  const match = file && /^[ \t]*pool_mode[ \t]*=[ \t]*(transaction|statement)\b/m.exec(file.text);
  if (!file || !match) return undefined;
  const start = match.index + match[0].length - (match[1]?.length ?? 0);
  return {
    service,
    related: { at: file.placeOf(start, match.index + match[0].length), message: `The pool mode is ${match[1]}.` },
  };
}

/** The `pgbouncer.ini` that is mounted. */
export function configurationOf({ model, stack }: ServiceFacts) {
  const { repository } = stack.facts;
  for (const { type, source, target } of model.volumes ?? []) {
    const path = type === "bind" && source !== undefined ? stack.relative(source) : undefined;
    const file =
      path === undefined
        ? undefined
        : [path, `${path}/pgbouncer.ini`].find((each) => each.endsWith(".ini") && repository.hasFile(each));
    if (file !== undefined && /pgbouncer/.test(target)) return repository.read(file);
  }
  return undefined;
}
