import { posix } from "node:path";
import type { PrismaFacts } from "../../recipes/javascript/javascript-facts.ts";
import { firstThere, readIfThere } from "../read-project.ts";
import type { Package } from "./find-packages.ts";

const schemas = ["prisma/schema.prisma", "schema.prisma", "prisma/schema/schema.prisma"];

/** Prisma in the application's own package; undefined where it is not there. */
export async function detectPrisma(context: string, { folder, manifest }: Package): Promise<PrismaFacts | undefined> {
  if (manifest.dependencies["@prisma/client"] === undefined) return undefined;
  const path = await firstThere(
    context,
    schemas.map((schema) => posix.join(folder, schema)),
  );
  const schema = path === undefined ? "" : ((await readIfThere(context, path)) ?? "");
  const scripts = ["prebuild", "build", "postinstall"].map((name) => manifest.scripts[name] ?? "");
  return {
    generate: !scripts.some((script) => script.includes("prisma generate")),
    inModules: !/^\s*output\s*=/m.test(schema),
  };
}
