import { UserError } from "../../model/error.ts";
import type { ReleaseRecord } from "./release-record.ts";

/**
 * The release to go back to: the one that is asked for, else what served before that which serves; after a deploy that followed a rollback, this is
 * what the rollback brought back, and never what it went back from. Of a release that is itself a rollback, "before" counts from the one that
 * it went back to.
 *
 * @param releases Newest first.
 * @throws UserError `not-found`
 */
export function chooseRelease(
  project: string,
  releases: readonly ReleaseRecord[],
  asked: number | undefined,
): ReleaseRecord {
  const kept = releases.filter(({ payload }) => payload !== undefined);
  const names = kept.map(({ id }) => `r${id}`).join(", ");
  if (asked !== undefined) {
    const found = kept.find(({ id }) => id === asked);
    if (found) return found;
    const known = releases.some(({ id }) => id === asked);
    throw new UserError(`${project}: r${asked} ${known ? "cannot be deployed again" : "does not exist"}.`, {
      code: "not-found",
      fix: names === "" ? "No release can be deployed again." : `Name one of ${names}.`,
    });
  }
  const current = releases.find(({ result }) => result === "deployed");
  if (!current) {
    throw new UserError(`${project} has no release to go back to.`, {
      code: "not-found",
      fix: "Make one: gantry deploy.",
    });
  }
  const serving = originOf(current, releases);
  const before = kept.find(({ id }) => id < serving);
  if (before) return before;
  throw new UserError(`${project}: no release before r${serving} can be deployed again.`, {
    code: "not-found",
    ...(names === "" ? {} : { fix: `Kept are ${names}.` }),
  });
}

/** The deploy whose images and configuration a release has, as far as the ledger remembers. */
function originOf({ id, of }: ReleaseRecord, releases: readonly ReleaseRecord[]): number {
  const source = releases.find((each) => each.id === of && each.id < id);
  return source === undefined ? (of ?? id) : originOf(source, releases);
}
