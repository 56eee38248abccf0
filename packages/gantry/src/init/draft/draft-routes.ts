import type { Application } from "../findings.ts";
import { code, type Expression } from "../print/expression.ts";
import type { NamedService } from "./name-services.ts";

/**
 * Every application that listens gets a host: the one that people see the domain itself, the others a name below it.
 *
 * @returns undefined when nothing listens
 */
export function draftRoutes(
  applications: readonly (NamedService & { application: Application })[],
  domain: string,
): Expression | undefined {
  const listening = applications.filter(
    ({ application: { background, port, kind } }) => !background && (port !== undefined || kind === "staticSite"),
  );
  const seen = listening.findLast(({ application: { kind } }) => kind === "nextjs" || kind === "staticSite");
  const main = listening.find(({ key }) => ["web", "frontend", "site", "www"].includes(key)) ?? seen ?? listening[0];
  if (!main) return undefined;
  const others = listening.filter((each) => each !== main);
  const entries = [main, ...others].map((each) => ({
    key: each === main ? domain : `${each.key}.${domain.replace("*.", "")}`,
    value: code(each.constant),
  }));
  return { type: "object", entries };
}
