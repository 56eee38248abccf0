import { UserError } from "../../model/error.ts";
import { openAuditLog } from "../../release/audit/open-audit-log.ts";
import { breakLock } from "../../release/lock/break-lock.ts";
import type { LockHolder } from "../../release/lock/lock-holder.ts";
import { operatorName } from "../../release/lock/operator-name.ts";
import { readLock } from "../../release/lock/read-lock.ts";
import { findState } from "../../release/state/open-state.ts";
import type { Handler } from "../commands/definition.ts";
import type { unlockOptions } from "../commands/unlock.ts";
import type { Context } from "../context.ts";
import { jsonVersion } from "../json-version.ts";
import { openProject } from "./project.ts";

export const runUnlock: Handler<typeof unlockOptions> = async (context) => {
  const { signal, globals } = context;
  const { name, engine } = await openProject(context, []);
  const holder = await readLock(engine, name, { signal });
  if (holder) await confirmUnlock(context, name, holder);
  const broken = holder !== undefined && (await breakLock(engine, holder, { signal }));
  if (broken) {
    const state = await findState(engine, name, { signal });
    const event = { at: new Date().toISOString(), who: operatorName(), what: "unlock", outcome: "done" as const };
    if (state) await openAuditLog(state).append({ ...event, detail: `of ${holder.who}: ${holder.what}` });
  }
  if (globals.json) {
    const { who, what, since } = holder ?? {};
    context.printJson({ version: jsonVersion, project: name, holder: holder ? { who, what, since } : null, broken });
  } else if (!holder) context.note(`${name} is not locked.`);
  else context.note(broken ? `${name} is unlocked.` : `${name}: the lock was given back meanwhile.`);
  return 0;
};

async function confirmUnlock({ globals, terminal }: Context, name: string, holder: LockHolder): Promise<void> {
  const held = `${name} is locked by ${holder.who} since ${holder.since}: ${holder.what}.`;
  if (globals.yes) return;
  if (!terminal.interactive) {
    throw new UserError(held, { code: "refused", exitCode: 2, fix: "Add --yes to take the lock away." });
  }
  terminal.stderr.write(`${held}\n`);
  const { confirm } = await import("../confirm.ts");
  if (!(await confirm("Take it away?"))) throw new UserError("Nothing was changed.", { code: "refused" });
}
