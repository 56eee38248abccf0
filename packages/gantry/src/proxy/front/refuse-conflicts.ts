import { UserError } from "../../model/error.ts";
import { claimsOf } from "./fragment-hosts.ts";

/**
 * A host belongs to one stack. A wildcard and a name below it do not disturb each other: Caddy takes the one that says more, whatever the order.
 *
 * @param fragment of the project
 * @param fragments those that the front has, by stack
 * @throws UserError `name-conflict`, with every host that another stack has.
 */
export function refuseConflicts(project: string, fragment: string, fragments: ReadonlyMap<string, string>): void {
  const wanted = claimsOf(fragment);
  const issues = [...fragments].flatMap(([owner, content]) =>
    owner === project
      ? []
      : [...claimsOf(content)]
          .filter((claim) => wanted.has(claim))
          .map((claim) => ({ message: `routes: ${describe(claim)} belongs to the stack "${owner}" on this host.` })),
  );
  if (issues.length === 0) return;
  throw new UserError(issues.map(({ message }) => message).join("\n"), {
    code: "name-conflict",
    issues,
    fix: "Choose another host, or remove it there.",
  });
}

const describe = (claim: string) => (claim.startsWith(":") ? `any host on port ${claim.slice(1)}` : claim);
