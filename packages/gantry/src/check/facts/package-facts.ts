import type { Node } from "../../compose/node.ts";
import type { ParsedTree } from "../parse/parse-tree.ts";
import { entriesOf, nodeAt, textAt } from "../parse/tree-access.ts";
import type { Place } from "../place.ts";
import type { SourceText } from "../repository/source-text.ts";
import { embedYamlText } from "../shell/embed.ts";
import { ShellDocument } from "../shell/shell-document.ts";

/** A `package.json`. */
export interface PackageFacts {
  readonly path: string;
  /** Its folder: `""`, `apps/web`. */
  readonly folder: string;
  readonly source: SourceText;
  readonly name: string | undefined;
  readonly root: Node | undefined;
  readonly scripts: ReadonlyMap<string, ShellDocument>;
  /** Version range and place of a dependency, `dependencies` before `devDependencies` and the others. */
  dependency(name: string): { version: string; dev: boolean; at: Place } | undefined;
}

export function readPackage(source: SourceText, tree: ParsedTree): PackageFacts {
  const [root] = tree.documents;
  const slash = source.path.lastIndexOf("/");
  const folder = slash < 0 ? "" : source.path.slice(0, slash);
  const scripts = [...entriesOf(nodeAt(root, "scripts"))].flatMap(([name, node]) => {
    const text = textAt(node);
    if (text === undefined || !node.at) return [];
    const origin = { type: "package-script", script: name } as const;
    return [[name, new ShellDocument(embedYamlText(source, node.at, text), origin, folder)] as const];
  });
  return {
    path: source.path,
    folder,
    source,
    name: textAt(root, "name"),
    root,
    scripts: new Map(scripts),
    dependency: (name) => {
      for (const key of ["dependencies", "peerDependencies", "optionalDependencies", "devDependencies"]) {
        const node = nodeAt(root, key, name);
        const version = textAt(node);
        if (node?.at && version !== undefined) return { version, dev: key === "devDependencies", at: node.at };
      }
      return undefined;
    },
  };
}
