import { forEachChild, type SyntaxNode } from "unbash";
import type { Related } from "../../finding.ts";
import type { ShellDocument } from "../../shell/shell-document.ts";
import { migrationOf } from "../commands/migration-command.ts";
import { bootSeconds } from "../images/boot-seconds.ts";
import type { ServiceFacts } from "./service-facts.ts";
import { startCommandsOf } from "./start-commands.ts";

/** How long a container may take until it answers, in seconds, as far as files tell, and what takes that long. */
export interface BootBudget {
  readonly seconds: number;
  readonly reasons: readonly Related[];
}

/** Migrations of a small database. */
const migrationSeconds = 30;

/** The waits and migrations of the start scripts, or what an image of a store takes. */
export function bootBudget(service: ServiceFacts): BootBudget {
  const store = bootSeconds.get(service.image?.family ?? "");
  if (store !== undefined && !service.build) {
    const message = `${service.image?.base.text} may take ${store} s to answer.`;
    return { seconds: store, reasons: [{ at: service.at("image"), message }] };
  }
  const reasons: Related[] = [];
  let seconds = 0;
  const commands = startCommandsOf(service);
  for (const document of new Set(commands.map((command) => command.document))) {
    for (const { node, wait } of waitLoops(document)) {
      seconds += wait;
      reasons.push({
        at: document.place({ pos: node.pos, end: node.pos + 1 }),
        message: `This may wait for ${wait} s.`,
      });
    }
  }
  const migration = commands.find(({ argv }) => migrationOf(argv) !== undefined);
  if (migration) {
    seconds += migrationSeconds;
    reasons.push({ at: migration.at, message: "Migrations run before the server starts." });
  }
  return { seconds, reasons };
}

/** Loops with a number of attempts and a sleep in between. */
function* waitLoops(document: ShellDocument): Generator<{ node: SyntaxNode; wait: number }> {
  if (!/\bsleep\b/.test(document.text)) return;
  const loops: SyntaxNode[] = [];
  const visit = (node: SyntaxNode): void => {
    if (/^(For|While|Until|ArithmeticFor)/.test(node.type)) loops.push(node);
    else forEachChild(node, visit);
  };
  visit(document.script);
  for (const node of loops) {
    const text = document.text.slice(node.pos, node.end);
    const pause = /\bsleep\s+(\d+)\b/.exec(text)?.[1];
    const attempts = attemptsOf(text, document.text);
    if (pause !== undefined && attempts !== undefined) yield { node, wait: Number(pause) * attempts };
  }
}

function attemptsOf(loop: string, script: string): number | undefined {
  const counted =
    /\bseq\s+(?:1\s+)?(\S+?)\)/.exec(loop)?.[1] ??
    /\{1\.\.(\d+)\}/.exec(loop)?.[1] ??
    /\s-(?:lt|le|ge|gt|eq)\s+("?\$?\{?\w+\}?"?)/.exec(loop)?.[1] ??
    /[<>]=?\s*(\$?\w+)\s*(?:;|\)\))/.exec(loop)?.[1];
  const value = counted?.replace(/["${}]/g, "");
  if (value === undefined || /^\d+$/.test(value)) return value === undefined ? undefined : Number(value);
  if (!/^\w+$/.test(value)) return undefined;
  const assigned = new RegExp(`\\b${value}=["']?(?:\\$\\{\\w+:?-)?(\\d+)`).exec(script)?.[1];
  return assigned === undefined ? undefined : Number(assigned);
}
