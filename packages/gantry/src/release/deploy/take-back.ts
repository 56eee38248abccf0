import type { Targets } from "../../proxy/proxy-definition.ts";
import type { JournalEntry } from "../journal/journal-entry.ts";
import { type DeployContext, journalStep } from "./deploy-context.ts";
import { drain } from "./drain.ts";
import { addressesOf, inspectAll, releaseOf } from "./find-containers.ts";
import type { OpenProxy } from "./proxies.ts";
import { ensureRunning, retire } from "./retire.ts";

/** Requests that went to the new version for a moment are given this long to end. Milliseconds. */
const patience = 10_000;

export interface TakeBackOptions extends Pick<DeployContext, "engine" | "journal" | "emit" | "signal"> {
  /** Those that run, with what they managed before this deploy. */
  proxies: readonly OpenProxy[];
  /** Puts the proxies' earlier configuration back, where this deploy has changed it. */
  restoreConfiguration: () => Promise<void>;
}

/**
 * Undoes a deploy that is not proven: requests go to the old containers again, which have run all the time, and the new ones are removed.
 * Every step may be done again.
 */
export async function takeBack(entry: JournalEntry, options: TakeBackOptions): Promise<void> {
  const { engine, signal, proxies } = options;
  const { targets, containers } = entry.facts;
  const all = Object.values(containers);
  const switched = entry.steps.some(({ name }) => name === "switch");
  const names = all.flatMap((each) => each.new);
  if (switched) {
    await journalStep(options, "switch-back", undefined, async () => {
      const old = all.flatMap((each) => each.old.map(({ id }) => id));
      await ensureRunning(engine, old, signal);
      for (const { definition, proxy } of proxies) {
        const before: Targets = targets[definition.service]?.before ?? {};
        if (Object.keys(before).length > 0) await proxy.switchTargets(before, { signal });
      }
      await options.restoreConfiguration();
    });
  }
  await journalStep(options, "remove-new", undefined, async () => {
    // A name may have been taken over by the release before, when this one was ended before it made its own.
    const made = (await inspectAll(engine, names, { signal })).filter((each) => releaseOf(each) === entry.release);
    const limits = { requests: patience, streams: 0 };
    if (switched) await drain({ proxies, addresses: made.flatMap(addressesOf), limits, signal });
    await retire(engine, made, signal);
  });
}
