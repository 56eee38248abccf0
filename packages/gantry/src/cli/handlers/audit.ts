import type { AuditEvent } from "../../release/audit/audit-event.ts";
import { openAuditLog } from "../../release/audit/open-audit-log.ts";
import { findState } from "../../release/state/open-state.ts";
import type { auditOptions } from "../commands/audit.ts";
import type { Handler } from "../commands/definition.ts";
import { jsonVersion } from "../json-version.ts";
import { type Column, formatTable } from "../render/table.ts";
import { openProject } from "./project.ts";

const columns: readonly Column[] = [
  { title: "WHEN" },
  { title: "WHO", shrink: 2 },
  { title: "WHAT" },
  { title: "OUTCOME", shrink: 1 },
];

export const runAudit: Handler<typeof auditOptions> = async (context, { options }) => {
  const { name, engine } = await openProject(context, []);
  const state = await findState(engine, name, { signal: context.signal });
  const events = state ? await openAuditLog(state).list({ limit: options.tail ?? 50 }) : [];
  if (context.globals.json) context.printJson({ version: jsonVersion, project: name, events });
  else if (events.length === 0) context.note(`Nothing was done to ${name} yet.`);
  else {
    const { stdout } = context.terminal;
    const width = stdout.isTTY ? stdout.columns : undefined;
    for (const line of formatTable(columns, events.map(formatEvent), width)) context.print(line);
  }
  return 0;
};

function formatEvent({ at, who, what, outcome, detail }: AuditEvent): string[] {
  const when = at.replace("T", " ").replace(/\.\d+Z$/, "Z");
  return [when, who, what, detail === undefined ? outcome : `${outcome}: ${detail}`];
}
