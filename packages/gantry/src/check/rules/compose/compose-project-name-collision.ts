import { posix } from "node:path";
import { normaliseName } from "../../../compose/project/project-name.ts";
import type { ComposeCommand } from "../../facts/compose/compose-command.ts";
import type { Facts } from "../../facts/facts.ts";
import type { StackFacts } from "../../facts/stack-facts.ts";
import type { Fix } from "../../finding.ts";
import { insertLines } from "../../fix/edit.ts";
import { nodeAt } from "../../parse/tree-access.ts";
import { defineRule } from "../../rule.ts";
import { hasFlag } from "../../shell/command-line.ts";

/** Folders that every second repository has. */
const generic =
  /^(docker|deploy|deployment|infra|infrastructure|compose|prod|production|app|apps|ops|src|server|current)$/i;

export const rule = defineRule({
  id: "compose-project-name-collision",
  group: "compose",
  severity: "warn",
  summary: "A stack has a name of its own, not that of a folder that others have too",
  why: "Without a name the project is called like the folder of its first file. Two stacks in folders named docker are one project on a server: they share networks and volumes by name, and --remove-orphans or down -v of one takes the containers and the data of the other.",
  fix: "Write name: at the top of the first file.",
  links: ["https://docs.docker.com/compose/how-tos/project-name/"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["name", "networks.*.name"],
  *check(facts) {
    for (const stack of facts.production) {
      const folder = genericFolder(stack);
      const [file] = stack.files;
      if (folder === undefined || file === undefined || isNamed(facts, stack)) continue;
      const destructive = stack.commands.find(removesOthers);
      yield {
        at: { file, line: 1, column: 1 },
        ...(destructive && { severity: "error" as const }),
        message: `The project has no name: it is called "${folder}", like its folder, and every other stack in such a folder is the same project.`,
        related: destructive
          ? [
              {
                at: destructive.command.at,
                message: "This also removes what another stack of that name runs or keeps.",
              },
            ]
          : [],
        fix: nameIt(facts, stack, file),
      };
    }
  },
});

/** The folder in the repository, or the one on the server that a script goes to. The name of a checkout's own folder is anyone's choice. */
function genericFolder({ folder, commands }: StackFacts): string | undefined {
  const copied = commands.filter(isRunFromCopy).map((command) => posix.basename(command.folder ?? ""));
  if (copied.length > 0) return copied.find((name) => generic.test(name));
  if (folder !== "") return generic.test(posix.basename(folder)) ? posix.basename(folder) : undefined;
  return commands
    .map((command) => command.folder ?? "")
    .filter((path) => /^[/~]/.test(path) && path !== "/app")
    .map((path) => posix.basename(path))
    .find((name) => generic.test(name));
}

/** Without `-f` in a folder of a server: the file was copied there, and the project is named after that folder. */
const isRunFromCopy = ({ command, folder = "" }: ComposeCommand): boolean =>
  /^[/~]/.test(folder) && !hasFlag(command.argv, "-f", "--file");

function isNamed(facts: Facts, { files, commands, templates }: StackFacts): boolean {
  const declared = files.some((file) => facts.tree(file)?.documents.some((document) => nodeAt(document, "name")));
  if (declared || templates.some((template) => template.get("COMPOSE_PROJECT_NAME"))) return true;
  if (commands.some((command) => command.projectName !== undefined || setsName(command))) return true;
  return facts.repository
    .ofKind("env-file", "shell", "makefile", "github-workflow", "gitlab-ci")
    .some((path) => facts.repository.read(path)?.text.includes("COMPOSE_PROJECT_NAME"));
}

const setsName = ({ command }: ComposeCommand): boolean =>
  command.assignments.has("COMPOSE_PROJECT_NAME") || hasFlag(command.argv, "--project-directory");

const removesOthers = ({ subcommand, rest }: ComposeCommand): boolean =>
  hasFlag(rest, "--remove-orphans") || (subcommand === "down" && hasFlag(rest, "-v", "--volumes"));

function nameIt(facts: Facts, stack: StackFacts, file: string): Fix | undefined {
  const root = normaliseName(posix.basename(facts.repository.root));
  if (root === undefined || root === "" || generic.test(root)) return undefined;
  const title = `Name the project ${root}`;
  const edits = insertLines(facts, file, 1, [`name: ${root}`]);
  // Volumes that are named after the project would be new and empty under another name.
  const keeps = Object.entries(stack.model.volumes ?? {}).some(
    ([key, { name, external }]) => !external && name !== key && name === `${stack.model.name}_${key}`,
  );
  return keeps
    ? { title: `${title}, and give the volumes the names that they have on the server`, edits, suggestion: true }
    : { title, edits };
}
