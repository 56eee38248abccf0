import { posix } from "node:path";
import type { Package } from "../../image/detect/javascript/find-packages.ts";
import type { Application } from "../findings.ts";
import { findDrivers, findPrismaBackend } from "./find-drivers.ts";
import { findHealth } from "./find-health.ts";
import { findMigration } from "./find-migration.ts";
import { findPort } from "./find-port.ts";
import { findProcesses } from "./find-processes.ts";
import { findReadVariables, findTemplateVariables } from "./find-variables.ts";
import { keyOf } from "./key-of.ts";
import { mentionsVector } from "./mentions-vector.ts";
import type { RecognizedPackage } from "./recognize-package.ts";
import { listSources } from "./source-file.ts";
import { filesBelow, type Tree } from "./tree.ts";

const defaultPorts: Readonly<Record<string, number>> = { nextjs: 3000, node: 3000, staticSite: 8080 };

/** All that is to be known about a package that runs. */
export function describeJavascript(
  tree: Tree,
  { context, package: one, ...made }: RecognizedPackage & { context: string; package: Package },
): Application {
  const folder = posix.join(context, one.folder);
  const from = posix.join(folder, "package.json");
  const { scripts, dependencies, devDependencies, name } = one.manifest;
  const sources = listSources(tree, folder);
  const variables = findTemplateVariables(tree, folder);
  const own = findPort(
    variables,
    { value: [scripts["start"] ?? "", scripts["dev"] ?? ""], from },
    made.kind === "nextjs" ? [] : sources,
  );
  const port = made.kind === "staticSite" ? undefined : (own ?? { value: defaultPorts[made.kind] ?? 3000, from: "" });
  const health = made.kind === "staticSite" ? undefined : findHealth(sources);
  const migrate = findMigration(one, context);
  const dockerfile = tree.paths.includes(posix.join(folder, "Dockerfile"))
    ? posix.relative(context, posix.join(folder, "Dockerfile"))
    : undefined;
  const schemas = filesBelow(tree, folder).filter(([path]) => path.endsWith(".prisma"));
  const { start, ...rest } = made;
  const listens = made.background && own === undefined ? undefined : port;
  return {
    ...rest,
    key: keyOf(
      one.folder === "." ? (context === "." ? "app" : posix.basename(context)) : posix.basename(one.folder),
      name,
    ),
    folder,
    context,
    from,
    background: made.background && own === undefined,
    ...(listens === undefined ? {} : { port: listens }),
    ...(health && listens !== undefined ? { health } : {}),
    ...(start === undefined ? {} : { start }),
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(migrate ? { migrate } : {}),
    processes: findProcesses(scripts, from),
    drivers: [...findDrivers(Object.keys(dependencies), from), ...findPrismaBackend(schemas)],
    vector: "pgvector" in { ...dependencies, ...devDependencies } || mentionsVector(filesBelow(tree, folder)),
    variables,
    reads: findReadVariables(tree, folder),
    todo: [],
  };
}
