import type { Node } from "../../../compose/node.ts";
import type { ParsedTree } from "../../parse/parse-tree.ts";
import { entriesOf, itemsOf, nodeAt, placeOfNode, textAt, textsOf } from "../../parse/tree-access.ts";
import type { Place } from "../../place.ts";
import type { SourceText } from "../../repository/source-text.ts";
import { embedYamlText } from "../../shell/embed.ts";
import { ShellDocument } from "../../shell/shell-document.ts";

export interface WorkflowStep {
  readonly name: string | undefined;
  /** `actions/checkout@v4`. */
  readonly uses: string | undefined;
  readonly with: ReadonlyMap<string, { text: string; at: Place }>;
  readonly env: ReadonlyMap<string, { text: string; at: Place }>;
  /** What runs in a shell: `run`, or the script that an ssh action runs on a server. */
  readonly shell: ShellDocument | undefined;
  /** Whether the shell is on another machine. */
  readonly remote: boolean;
  readonly at: Place;
  readonly node: Node;
}

export interface WorkflowJob {
  readonly id: string;
  readonly steps: readonly WorkflowStep[];
  /** Images of `services:`, by name. */
  readonly services: ReadonlyMap<string, { image: string; at: Place }>;
  readonly env: ReadonlyMap<string, { text: string; at: Place }>;
  readonly needs: readonly string[];
  readonly condition: string | undefined;
  readonly at: Place;
  readonly node: Node;
}

/** A workflow of GitHub Actions or the pipeline of GitLab. */
export interface WorkflowFacts {
  readonly kind: "github" | "gitlab";
  readonly path: string;
  readonly source: SourceText;
  readonly name: string | undefined;
  /** GitHub: the names of the events. */
  readonly events: readonly string[];
  readonly jobs: readonly WorkflowJob[];
  readonly root: Node | undefined;
}

export function readGithubWorkflow(source: SourceText, tree: ParsedTree): WorkflowFacts {
  const [root] = tree.documents;
  const on = nodeAt(root, "on");
  const events = on?.kind === "mapping" ? [...on.entries.keys()] : textsOf(on).map(({ text }) => text);
  const jobs = [...entriesOf(nodeAt(root, "jobs"))].map(([id, node]): WorkflowJob => {
    const at = node.keyAt ?? placeOfNode(node, source.path);
    return {
      id,
      at,
      node,
      steps: itemsOf(nodeAt(node, "steps")).map((step) => readStep(step, id, source)),
      services: new Map(
        [...entriesOf(nodeAt(node, "services"))].flatMap(([name, service]) => {
          const image = nodeAt(service, "image") ?? (service.kind === "scalar" ? service : undefined);
          const text = textAt(image);
          return image && text !== undefined
            ? [[name, { image: text, at: placeOfNode(image, source.path) }] as const]
            : [];
        }),
      ),
      env: textMap(nodeAt(node, "env"), source),
      needs: textsOf(nodeAt(node, "needs")).map(({ text }) => text),
      condition: textAt(node, "if"),
    };
  });
  return { kind: "github", path: source.path, source, name: textAt(root, "name"), events, jobs, root };
}

/** Actions that run `with.script` on a server. */
const remoteActions = /^(appleboy\/ssh-action|garygrossgarten\/github-action-ssh|fifsky\/ssh-action)@/;

function readStep(node: Node, job: string, source: SourceText): WorkflowStep {
  const uses = textAt(node, "uses");
  const name = textAt(node, "name");
  const remote = uses !== undefined && remoteActions.test(uses);
  const run = remote ? nodeAt(node, "with", "script") : nodeAt(node, "run");
  const text = textAt(run);
  const origin = { type: "workflow", workflow: source.path, job, step: name } as const;
  const folder = textAt(node, "working-directory")?.replace(/^\.\/?/, "");
  return {
    name,
    uses,
    with: textMap(nodeAt(node, "with"), source),
    env: textMap(nodeAt(node, "env"), source),
    shell:
      run?.at && text !== undefined
        ? new ShellDocument(embedYamlText(source, run.at, text), origin, remote ? undefined : (folder ?? ""))
        : undefined,
    remote,
    at: placeOfNode(node, source.path),
    node,
  };
}

const textMap = (node: Node | undefined, source: SourceText): Map<string, { text: string; at: Place }> =>
  new Map(
    [...entriesOf(node)].flatMap(([key, value]) => {
      const text = textAt(value);
      return text === undefined ? [] : [[key, { text, at: placeOfNode(value, source.path) }] as const];
    }),
  );

/** Keys of a GitLab pipeline that are no jobs. */
const gitlabKeys = new Set([
  "stages",
  "variables",
  "include",
  "default",
  "workflow",
  "image",
  "services",
  "cache",
  "before_script",
  "after_script",
]);

export function readGitlabPipeline(source: SourceText, tree: ParsedTree): WorkflowFacts {
  const [root] = tree.documents;
  const jobs = [...entriesOf(root)]
    .filter(([id, node]) => !gitlabKeys.has(id) && !id.startsWith(".") && node.kind === "mapping")
    .map(([id, node]): WorkflowJob => {
      const steps = ["before_script", "script", "after_script"].flatMap((key) =>
        textsOf(nodeAt(node, key)).map(({ text, node: line }): WorkflowStep => {
          const at = placeOfNode(line, source.path);
          const origin = { type: "workflow", workflow: source.path, job: id, step: key } as const;
          const shell = new ShellDocument(embedYamlText(source, at, text), origin, "");
          return { name: key, uses: undefined, with: new Map(), env: new Map(), shell, remote: false, at, node: line };
        }),
      );
      const at = node.keyAt ?? placeOfNode(node, source.path);
      const env = textMap(nodeAt(node, "variables"), source);
      return { id, at, node, steps, services: new Map(), env, needs: [], condition: undefined };
    });
  return { kind: "gitlab", path: source.path, source, name: undefined, events: [], jobs, root };
}
