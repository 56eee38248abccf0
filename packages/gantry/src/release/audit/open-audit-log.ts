import { decodeDocument, encodeDocument } from "../state/document.ts";
import type { StateStore } from "../state/state-store.ts";
import type { AuditLog } from "./audit-log.ts";
import { appendEvent, auditSegment, listEvents } from "./audit-segments.ts";

const FOLDER = "audit";

/** The audit log in a stack's state. Reading needs no lock, appending does. */
export function openAuditLog(state: StateStore): AuditLog {
  const readSegments = async () =>
    [...(await state.readAll(FOLDER))].map(([name, content]) =>
      decodeDocument(`${FOLDER}/${name}`, content, auditSegment),
    );
  return {
    append: async (event) => {
      const { record, segment } = appendEvent(await readSegments(), event);
      await state.write(`${FOLDER}/${record}`, encodeDocument(segment));
    },
    list: async ({ limit } = {}) => listEvents(await readSegments()).slice(0, limit),
  };
}
