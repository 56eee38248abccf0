import { basename, posix } from "node:path";
import { normaliseName } from "../../compose/project/project-name.ts";
import type { Application, Findings } from "../findings.ts";
import { describeDockerfile, listDockerfiles } from "./find-dockerfiles.ts";
import { findDomains } from "./find-domains.ts";
import { findJavascript, findJavascriptRoots, javascriptLocks } from "./find-javascript.ts";
import { findPython } from "./find-python.ts";
import { findTemplateVariables } from "./find-variables.ts";
import { readTree, type Tree } from "./tree.ts";

const locks = new Set([...javascriptLocks, "uv.lock"]);

/** Looks at a repository: what runs in it, what that talks to, what it is told. Reads only. */
export async function survey(directory: string, signal: AbortSignal): Promise<Findings> {
  const tree = await readTree(directory, signal);
  const roots = await findJavascriptRoots(tree);
  const python = findPython(tree);
  const found = [...roots.flatMap((root) => findJavascript(tree, root)), ...python.applications];
  const used = new Set(
    found.flatMap(({ context, dockerfile }) => (dockerfile === undefined ? [] : [posix.join(context, dockerfile)])),
  );
  const loose = listDockerfiles(tree).filter((path) => !used.has(path));
  const applications = found.length > 0 ? found : loose.map((path) => describeDockerfile(tree, path));
  const top = roots.find(({ context }) => context === ".")?.packages[0]?.manifest.name ?? python.name;
  return {
    name: normaliseName((top ?? "").replace(/^@[^/]*\//, "")) || normaliseName(basename(directory)) || "app",
    lockFiles: tree.paths.filter((path) => locks.has(posix.basename(path))),
    monorepo: ["turbo", "nx"].filter((tool) => tree.paths.includes(`${tool}.json`)),
    applications: withUniqueKeys(
      applications.map((application) => withSharedVariables(tree, application, applications.length)),
    ),
    dockerfiles: found.length > 0 ? loose : [],
    composeFiles: tree.paths.filter((path) => /^(docker-)?compose([.-][\w-]+)*\.ya?ml$/.test(path)),
    domains: findDomains(tree),
    envFiles: tree.paths.filter((path) => /(^|\/)\.env(\.(local|development|production|staging))?$/.test(path)),
    notes: python.notes,
  };
}

/** The template at the top is for all: of several applications each takes what its sources read. */
function withSharedVariables(tree: Tree, application: Application, count: number): Application {
  if (application.folder === ".") return application;
  const own = new Set(application.variables.map(({ name }) => name));
  const shared = findTemplateVariables(tree, ".").filter(
    ({ name }) => !own.has(name) && (count === 1 || application.reads.has(name)),
  );
  return { ...application, variables: [...application.variables, ...shared] };
}

function withUniqueKeys(applications: readonly Application[]): Application[] {
  const taken = new Set<string>();
  return applications.map((application) => {
    let key = application.key;
    for (let number = 2; taken.has(key); number++) key = `${application.key}-${number}`;
    taken.add(key);
    return { ...application, key };
  });
}
