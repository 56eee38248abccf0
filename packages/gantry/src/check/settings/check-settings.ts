import type { Node } from "../../compose/node.ts";
import type { Issue } from "../../model/error.ts";
import { configError } from "../../model/error.ts";
import { nearest } from "../../model/suggest.ts";
import type { ImageFamily } from "../facts/images/image-knowledge.ts";
import { type Severity, severities } from "../finding.ts";
import { parseTree } from "../parse/parse-tree.ts";
import { entriesOf, nodeAt, textAt, textsOf } from "../parse/tree-access.ts";
import { SourceText } from "../repository/source-text.ts";

/** The name of the file in the root of a repository. */
export const settingsFile = "gantry.check.yaml";

export interface CheckSettings {
  /** Severity by rule; `off` leaves the rule out. */
  readonly rules: Readonly<Record<string, Severity | "off">>;
  /** Compose files whose sets are production. Undefined: worked out. */
  readonly production: readonly string[] | undefined;
  /** Folders and files that are not looked at; `*` stands for any part of a name, `**` for any folders. */
  readonly exclude: readonly string[];
  readonly images: readonly ImageFamily[];
}

export const noSettings: CheckSettings = { rules: {}, production: undefined, exclude: [], images: [] };

const keys = ["rules", "production", "exclude", "images"];

/** @throws UserError `config` with every finding. */
export function parseSettings(text: string, file: string, knownRules: ReadonlySet<string>): CheckSettings {
  const { documents, problems } = parseTree(new SourceText(file, text));
  const issues: Issue[] = problems.map(({ message, at }) => ({ message, position: at }));
  const [root] = documents;
  const fail = (node: Node, message: string, fix: string) => {
    const position = node.keyAt ?? node.at;
    issues.push({ message, fix, ...(position && { position }) });
  };
  for (const [key, node] of entriesOf(root)) {
    if (!keys.includes(key)) fail(node, `unknown key "${key}".`, `Keys are: ${keys.join(", ")}.`);
  }
  const rules: Record<string, Severity | "off"> = {};
  for (const [id, node] of entriesOf(nodeAt(root, "rules"))) {
    const value = textAt(node);
    const severity = value === "false" ? "off" : [...severities, "off" as const].find((each) => each === value);
    if (!knownRules.has(id)) {
      const meant = nearest(id, knownRules);
      fail(
        node,
        `rules: there is no rule "${id}".`,
        meant ? `Did you mean "${meant}"?` : "See gantry check --list-rules.",
      );
    } else if (severity === undefined)
      fail(node, `rules.${id}: this is no severity.`, "Write error, warn, info or off.");
    else rules[id] = severity;
  }
  const images = [...entriesOf(nodeAt(root, "images"))].map(([name, node]) => readImage(name, node));
  if (issues.length > 0) throw configError(issues);
  const production = nodeAt(root, "production");
  return {
    rules,
    production: production && textsOf(production).map((each) => each.text.replace(/^\.\//, "")),
    exclude: textsOf(nodeAt(root, "exclude")).map((each) => each.text.replace(/^\.\//, "")),
    images,
  };
}

/** `tools: [curl]`, `without: [wget]`, `user`, `data: [/data]`, `family`. */
function readImage(name: string, node: Node): ImageFamily {
  const texts = (key: string) => textsOf(nodeAt(node, key)).map(({ text }) => text);
  const user = textAt(node, "user");
  const data = nodeAt(node, "data");
  const healthcheck = textAt(node, "healthcheck");
  return {
    names: [name],
    family: textAt(node, "family") ?? name,
    role: "application",
    system: () => "unknown",
    tools: [...texts("tools"), ...texts("without").map((tool) => `-${tool}`)].join(" "),
    ...(user !== undefined && { user }),
    ...(data && { dataPaths: () => texts("data") }),
    ...(healthcheck !== undefined && { hasHealthcheck: healthcheck === "true" }),
  };
}

/** Whether a path is excluded by one of the patterns. */
export function excluder(patterns: readonly string[]): (path: string) => boolean {
  const expressions = patterns.map((pattern) => {
    const source = pattern
      .replace(/\/$/, "")
      .split(/(\*\*\/?|\*)/)
      .map((part) =>
        part.startsWith("**") ? ".*" : part === "*" ? "[^/]*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"),
      )
      .join("");
    return new RegExp(`^${source}(/|$)`);
  });
  return (path) => expressions.some((expression) => expression.test(path));
}
