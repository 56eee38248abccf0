import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { UserError } from "../../model/error.ts";
import { decodeDocument, encodeDocument } from "../state/document.ts";
import type { StateStore } from "../state/state-store.ts";
import type { Ledger } from "./ledger.ts";
import { addRelease, choosePayloadSlot, emptyLedger, ledgerFile } from "./ledger-file.ts";
import type { PayloadReference } from "./release-record.ts";

const RECORD = "ledger";

/** How many of the newest deployed releases can be deployed again, unless it is said otherwise. */
export const keptReleases = 5;

export interface OpenLedgerOptions {
  /** How many of the newest deployed releases can be deployed again. @default 5 */
  keep?: number;
}

/** The ledger in a stack's state. Reading needs no lock; `stage` and `record` do. */
export function openLedger(state: StateStore, { keep = keptReleases }: OpenLedgerOptions = {}): Ledger {
  const read = async () => {
    const content = await state.read(RECORD);
    return content === undefined ? emptyLedger : decodeDocument(RECORD, content, ledgerFile);
  };
  const readSlot = async ({ slot, digest }: PayloadReference): Promise<Buffer | undefined> => {
    const packed = await state.read(slotPath(slot));
    const payload = packed && (await promisify(gunzip)(packed));
    return payload && sha256(payload) === digest ? payload : undefined;
  };

  return {
    list: async () => (await read()).releases,

    current: async () => (await read()).releases.find(({ result }) => result === "deployed"),

    read,

    deployable: async () => (await read()).releases.filter(({ payload }) => payload !== undefined),

    stage: async (payload) => {
      const { present, ...reference } = choosePayloadSlot(await read(), sha256(payload));
      if (present && (await readSlot(reference)) !== undefined) return reference;
      await state.write(slotPath(reference.slot), await promisify(gzip)(payload), { forget: true });
      return reference;
    },

    record: async (release) => {
      const next = addRelease(await read(), release, { keep });
      await state.write(RECORD, encodeDocument(next));
      for (const slot of next.retired) await state.erase(slotPath(slot));
    },

    readPayload: async (id) => {
      const { releases } = await read();
      const release = releases.find((each) => each.id === id);
      const payload = release?.payload && (await readSlot(release.payload));
      if (payload !== undefined) return payload;
      const kept = releases.filter((each) => each.payload !== undefined).map((each) => `r${each.id}`);
      throw new UserError(`${state.project}: release r${id} ${release ? "is not kept any more" : "does not exist"}.`, {
        code: "not-found",
        fix: kept.length === 0 ? "No release can be deployed again." : `Name one of ${kept.join(", ")}.`,
      });
    },
  };
}

function slotPath(slot: number): string {
  return `payloads/${slot}`;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
