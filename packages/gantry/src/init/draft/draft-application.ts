import { posix } from "node:path";
import type { Application } from "../findings.ts";
import { call, commented, type Expression, list, literal, object } from "../print/expression.ts";
import { listUnmentioned } from "./draft-variables.ts";

const texts = (values: readonly string[]): Expression => list(values.map(literal));

/** The preset's call for an application. */
export function draftApplication(application: Application, env: Expression | undefined): Expression {
  const { kind, port, health, singlePage = false } = application;
  const listens = kind === "staticSite" || port === undefined ? undefined : literal(port.value);
  return call(
    kind,
    object({
      ...describeBuild(application),
      ...(singlePage ? { singlePage: literal(true) } : {}),
      // What the preset assumes anyway goes without saying.
      port:
        (kind === "nextjs" && port?.value === 3000) || (kind === "fastapi" && port?.value === 8000)
          ? undefined
          : listens,
      health: health && object({ http: literal(health.value) }),
      env,
      ...describeMigration(application),
    }),
  );
}

function describeBuild({ kind, context, folder, dockerfile, start }: Application): Record<string, Expression> {
  if (dockerfile !== undefined) {
    return { build: object({ context: literal(asPath(context)), dockerfile: literal(dockerfile) }) };
  }
  const app = posix.relative(context, folder);
  return {
    ...(context === "." && kind !== "service" ? {} : { build: literal(asPath(context)) }),
    ...(app === "" ? {} : { app: literal(app) }),
    ...(start === undefined || kind === "staticSite" ? {} : { start: texts(start) }),
  };
}

/** A Compose path says that it is one. */
const asPath = (folder: string): string => (folder === "." ? "." : `./${folder}`);

function describeMigration({ migrate, kind, dockerfile }: Application): Record<string, Expression> {
  if (!migrate || kind === "nextjs" || kind === "staticSite") return {};
  if (migrate.missing !== undefined && migrate.missing !== "" && dockerfile === undefined) return {};
  return { migrate: commented([`From ${migrate.from}.`], object({ command: texts(migrate.value) })) };
}

/** Lines about an application: what it is, where that was seen, what may be added. */
export function describeApplication(application: Application): string[] {
  const { framework, from, port, health, kind, migrate, dockerfile, drivers, background } = application;
  const seen = [
    ...(port && port.from !== "" ? [`port from ${port.from}`] : []),
    ...(health ? [`health check from ${health.from}`] : []),
  ];
  const lines = [`${framework}, from ${from}${seen.length > 0 ? `; ${seen.join(", ")}` : ""}.`, ...application.notes];
  if (drivers.some(({ backend }) => backend === "inngest")) {
    lines.push(
      'inngest has no preset: Inngest Cloud needs its keys in env; to host it, service({ image: "inngest/inngest" }).',
    );
  }
  if (!health && !background && kind !== "staticSite" && !application.ownHealth) {
    lines.push('No health route was found: add one, and health: { http: "/health" }.');
  }
  const unmentioned = listUnmentioned(application);
  if (unmentioned.length > 0) lines.push(`Its sources also read ${unmentioned.join(", ")}.`);
  if (migrate && kind === "nextjs") {
    lines.push(
      `Migrations (${migrate.from}): the standalone image has no ${migrate.value.join(" ")}; run them from a service of their own.`,
    );
  } else if (migrate?.missing && dockerfile === undefined) {
    lines.push(
      `Migrations (${migrate.from}): with ${migrate.missing} in "dependencies", migrate: { command: ${JSON.stringify(migrate.value)} }.`,
    );
  }
  return lines;
}
