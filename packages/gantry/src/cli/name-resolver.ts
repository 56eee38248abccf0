import { Resolver } from "node:dns/promises";
import type { NameResolver } from "../release/deploy/stray-hosts.ts";

/** What a name server may take to answer, in milliseconds: nobody waits long for a warning. */
const patience = 1_500;

/** Asks the name servers of this machine. */
export function createNameResolver(): NameResolver {
  return new Resolver({ timeout: patience, tries: 1 });
}
