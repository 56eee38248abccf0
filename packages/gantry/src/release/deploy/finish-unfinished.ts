import type { ManagedProxies } from "../../proxy/manage-proxies.ts";
import { openAuditLog } from "../audit/open-audit-log.ts";
import type { Journal } from "../journal/journal.ts";
import { openLedger } from "../ledger/open-ledger.ts";
import type { StateStore } from "../state/state-store.ts";
import { endOldVersion } from "./carry-out.ts";
import type { DeployContext } from "./deploy-context.ts";
import { inspectProject } from "./find-containers.ts";
import { openProxies } from "./proxies.ts";
import { recordRelease, servicesOf } from "./record-release.ts";
import { restoreConfiguration } from "./restore-configuration.ts";
import { takeBack } from "./take-back.ts";

export interface FinishUnfinishedOptions extends Omit<DeployContext, "journal" | "runHooks"> {
  state: StateStore;
  managed: ManagedProxies;
}

/** Ends a deploy that another run left half-way: goes on with what was proven, takes back what was not. Every step may have been done already. */
export async function finishUnfinished(journal: Journal, options: FinishUnfinishedOptions): Promise<void> {
  const { engine, project, state, managed, signal } = options;
  const { entry } = journal;
  const proxies = await openProxies(managed.proxies, { engine, project, signal, lockWait: options.settings.lockWait });
  const context = { ...options, journal, proxies };
  const goOn = isProven(entry.steps.map(({ name }) => name));
  if (goOn) {
    const old = Object.values(entry.facts.containers).flatMap((each) => each.old.map(({ id }) => id));
    await endOldVersion({ ...context, definitions: managed.proxies, old });
  } else {
    await takeBack(entry, { ...context, restoreConfiguration: () => restoreConfiguration(entry.previous, context) });
  }
  const inspected = await inspectProject(engine, project, { signal });
  const message = goOn ? "finished by a later run" : "taken back by a later run";
  await recordRelease(
    { ledger: openLedger(state), audit: openAuditLog(state) },
    {
      entry,
      result: goOn ? "deployed" : "interrupted",
      message,
      milliseconds: Date.now() - Date.parse(entry.began),
      services: goOn ? servicesOf(inspected) : {},
    },
  );
  await journal.end(goOn ? "deployed" : "interrupted", message);
}

/** Whether a deploy had been proven before it ended: then the old containers may be gone. */
function isProven(steps: readonly string[]): boolean {
  const begun = new Set(steps);
  const ending = begun.has("drain") || begun.has("stop") || begun.has("record");
  return ending && !begun.has("switch-back") && !begun.has("remove-new");
}
