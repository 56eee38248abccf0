import { forEachChild, type SyntaxNode } from "unbash";
import { isInWorkflow, runsRemotely } from "../../facts/ci/remote-shell.ts";
import { productionName } from "../../facts/compose/production-scope.ts";
import type { Facts } from "../../facts/facts.ts";
import { defineRule } from "../../rule.ts";
import { hasFlag, unwrapCommand } from "../../shell/command-line.ts";
import type { ShellCommand, ShellDocument } from "../../shell/shell-document.ts";
import { composeUses, stackOf } from "./shared/procedures.ts";

export const rule = defineRule({
  id: "deploy-destructive-command",
  group: "deploy",
  severity: "error",
  summary: "No deployment and no everyday command removes volumes",
  why: "docker compose down -v removes the volumes of the project: the database with them. In a deploy script it runs with every deploy; in a list of everyday commands it is one line from the harmless one, is copied by whoever wants to start afresh, and works as well on the server as on a laptop.",
  fix: "Take -v out, or ask first, in a script of its own that is named after what it does and that refuses to run in production.",
  links: ["https://docs.docker.com/reference/cli/docker/compose/down/"],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    const uses = composeUses(facts);
    const production = new Set(facts.production.map(({ folder }) => folder));
    for (const document of facts.shellDocuments) {
      if (!/\b(down|volume|prune|rm)\b/.test(document.text) || !document.text.includes("docker")) continue;
      const isDocumentation = document.origin.type === "markdown";
      for (const command of document.commands) {
        const what = removal(command);
        if (what === undefined || isGuarded(command)) continue;
        const use = uses.get(command);
        const stack = use && stackOf(facts, use);
        if (stack && !production.has(stack.folder)) continue;
        if (isDocumentation ? !stack || isAnnounced(facts, command) : !isWhereProductionIs(facts, command.document))
          continue;
        yield {
          at: command.at,
          ...(isDocumentation && { severity: "warn" as const }),
          message: isDocumentation
            ? `This ${what}, among everyday commands, of the project that production has.`
            : `This ${what} wherever it deploys.`,
        };
      }
    }
  },
});

/** What a command removes, for a sentence; undefined when it removes no volumes. */
function removal({ argv: words }: ShellCommand): string | undefined {
  const argv = unwrapCommand(words);
  const isCompose = argv[0] === "docker-compose" || (argv[0] === "docker" && argv[1] === "compose");
  if (isCompose && argv.includes("down"))
    return hasFlag(argv.slice(argv.indexOf("down")), "-v", "--volumes") ? "removes the volumes" : undefined;
  if (argv[0] !== "docker") return undefined;
  if (argv[1] === "volume" && /^(rm|remove|prune)$/.test(argv[2] ?? "")) return "removes volumes";
  return argv[1] === "system" && argv[2] === "prune" && hasFlag(argv, "--volumes")
    ? "removes every unused volume"
    : undefined;
}

/** Somebody is asked, or a condition decides. */
function isGuarded({ document, start, end }: ShellCommand): boolean {
  if (/\bread\s+-\w*[pr]|\bconfirm\b|\bread \w+/.test(document.text) && document.origin.type !== "markdown")
    return true;
  let guarded = false;
  const visit = (node: SyntaxNode): void => {
    const isInside = node.pos <= start && end <= node.end;
    if (isInside && /^(If|Case)/.test(node.type)) guarded = true;
    forEachChild(node, visit);
  };
  visit(document.script);
  return guarded;
}

/** The heading above, or a comment, says that data is lost, or that this is for development. */
function isAnnounced({ repository }: Facts, { at }: ShellCommand): boolean {
  const source = repository.read(at.file);
  if (!source) return true;
  const warning =
    /warning|danger|caution|careful|destr[ou]y|delet\w+ (all|every|your)|data loss|lose (all|every|your)|irrevers|wipes? |uninstall|development|\blocal(ly)?\b/i;
  if (warning.test(source.line(at.line))) return true;
  for (let line = at.line - 1, fences = 0; line > 0; line--) {
    const text = source.line(line);
    if (/^\s*(```|~~~)/.test(text)) fences += 1;
    // Comments of the block that stand just before, and the text and heading above it.
    const isBefore = fences === 0 && line === at.line - 1 && /^\s*#/.test(text);
    if ((isBefore || fences === 1) && warning.test(text)) return true;
    if ((fences > 0 && /^#+ /.test(text)) || fences > 1) return false;
  }
  return false;
}

/** A script, target or job that is there to deploy, and what runs on another machine; not a machine of CI, which is gone after the job. */
function isWhereProductionIs(facts: Facts, document: ShellDocument): boolean {
  if (runsRemotely(facts, document)) return true;
  if (isInWorkflow(document)) return false;
  const { origin } = document;
  if (origin.type === "nested") return isWhereProductionIs(facts, origin.within.document);
  if (origin.type === "make") return productionName.test(origin.target);
  if (origin.type === "package-script") return productionName.test(origin.script.replaceAll(":", "/"));
  return origin.type === "cron" || (origin.type === "script" && productionName.test(document.file));
}
