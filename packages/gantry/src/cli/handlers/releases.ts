import { openLedger } from "../../release/ledger/open-ledger.ts";
import type { ReleaseRecord } from "../../release/ledger/release-record.ts";
import { findState } from "../../release/state/open-state.ts";
import type { Handler } from "../commands/definition.ts";
import type { releasesOptions } from "../commands/releases.ts";
import { jsonVersion } from "../json-version.ts";
import { formatAge, formatElapsed } from "../render/elapsed.ts";
import { type Column, formatTable } from "../render/table.ts";
import { openProject } from "./project.ts";

const columns: readonly Column[] = [
  { title: "RELEASE" },
  { title: "COMMIT" },
  { title: "BY", shrink: 2 },
  { title: "AGE" },
  { title: "TOOK" },
  { title: "RESULT", shrink: 1 },
];

export const runReleases: Handler<typeof releasesOptions> = async (context, { options }) => {
  const { name, engine } = await openProject(context, []);
  const state = await findState(engine, name, { signal: context.signal });
  const all = state ? await openLedger(state).list() : [];
  const shown = options.all ? all : all.filter(({ result }) => result === "deployed");
  const current = all.find(({ result }) => result === "deployed")?.id;
  if (context.globals.json) {
    const releases = shown.map(({ payload, ...release }) => ({
      ...release,
      current: release.id === current,
      deployable: payload !== undefined,
    }));
    context.printJson({ version: jsonVersion, project: name, releases });
  } else if (shown.length === 0) {
    context.note(`${name} has no releases. To make one: gantry deploy`);
  } else {
    const { stdout } = context.terminal;
    const width = stdout.isTTY ? stdout.columns : undefined;
    const rows = shown.map((release) => formatRelease(release, current));
    for (const line of formatTable(columns, rows, width)) context.print(line);
  }
  return 0;
};

function formatRelease(release: ReleaseRecord, current: number | undefined): string[] {
  const { id, commit, dirty, who, began, milliseconds, result, kind, of, message, payload } = release;
  const what = kind === "rollback" ? `${result}, of r${of}` : result;
  const state = id === current ? ", serves" : payload === undefined && result === "deployed" ? ", not kept" : "";
  return [
    `r${id}`,
    commit === undefined ? "-" : `${commit.slice(0, 8)}${dirty ? "-dirty" : ""}`,
    who,
    formatAge(Date.now() - Date.parse(began)),
    formatElapsed(milliseconds),
    `${what}${state}${message === undefined ? "" : `: ${message}`}`,
  ];
}
