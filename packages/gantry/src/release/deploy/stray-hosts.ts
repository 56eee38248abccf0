import { BlockList, isIP } from "node:net";

/** Resolves names: a `Resolver` of `node:dns/promises`. */
export interface NameResolver {
  resolve4(name: string): Promise<string[]>;
  resolve6(name: string): Promise<string[]>;
}

/** A route's host whose name does not lead to the server. */
export interface StrayHost {
  host: string;
  /** Where it leads; empty when there is no such name. */
  addresses: string[];
  /** The server's. */
  server: string[];
}

/**
 * Finds the routes' hosts that do not resolve to the server. What cannot be known is no finding: a server without a public address of its
 * own (a private network, a jump host, a Docker context), names that are kept for private use, a name server that does not answer.
 *
 * @param machine the server's name or address on the network; undefined for this machine
 */
export async function findStrayHosts(
  hosts: readonly string[],
  machine: string | undefined,
  resolver: NameResolver,
): Promise<StrayHost[]> {
  const names = [...new Set(hosts)].filter(isPublicName);
  if (machine === undefined || names.length === 0) return [];
  const server = isIP(machine) === 0 ? await resolve(machine, resolver) : [machine];
  if (server === undefined || !server.some(isPublicAddress)) return [];
  const found = await Promise.all(
    names.map(async (host) => ({ host, addresses: await resolve(host.replace(/^\*\./, "smoke."), resolver) })),
  );
  return found.flatMap(({ host, addresses }) =>
    addresses === undefined || addresses.some((each) => server.includes(each)) ? [] : [{ host, addresses, server }],
  );
}

export function describeStrayHost({ host, addresses, server }: StrayHost): string {
  const there = server.join(" and ");
  return addresses.length === 0
    ? `${host} does not resolve: point it at ${there} before people or certificates need it.`
    : `${host} resolves to ${addresses.join(" and ")}, and the host is ${there}: point it there, unless something in between passes requests on.`;
}

/** The addresses of a name, empty when it has none; undefined when nobody could say. */
async function resolve(name: string, resolver: NameResolver): Promise<string[] | undefined> {
  const answers = await Promise.all([resolver.resolve4(name), resolver.resolve6(name)].map((answer) => settle(answer)));
  const known = answers.filter((answer) => answer !== undefined);
  const addresses = known.flat();
  return addresses.length > 0 || known.length === answers.length ? addresses : undefined;
}

/** No such name, or none of its kind: those are answers. */
const noAddress = new Set(["ENOTFOUND", "ENODATA"]);

async function settle(answer: Promise<string[]>): Promise<string[] | undefined> {
  try {
    return await answer;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return typeof code === "string" && noAddress.has(code) ? [] : undefined;
  }
}

/**
 * Names that public name servers know nothing of.
 * @see https://www.iana.org/assignments/special-use-domain-names
 */
const privateName = /(?:^|\.)(?:test|localhost|invalid|example|local|internal|home\.arpa|onion)$/;

function isPublicName(host: string): boolean {
  return host.includes(".") && !host.includes(":") && isIP(host) === 0 && !privateName.test(host);
}

const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  privateAddresses.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
] as const) {
  privateAddresses.addSubnet(network, prefix, "ipv6");
}

function isPublicAddress(address: string): boolean {
  return !privateAddresses.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}
