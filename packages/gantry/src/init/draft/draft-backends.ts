import type { Application, Backend } from "../findings.ts";
import { type BackendDraft, draftBackend } from "./backends.ts";
import type { DraftConstant } from "./config-draft.ts";
import { listVariables } from "./draft-variables.ts";
import { matchBackend } from "./match-backend.ts";

/** The services that the applications talk to, each once. */
export function draftBackends(applications: readonly Application[], name: string): Map<Backend, BackendDraft> {
  const drivers = applications.flatMap((application) => application.drivers);
  const backends = new Map<Backend, BackendDraft>();
  for (const backend of new Set(drivers.map((driver) => driver.backend))) {
    const draft = draftBackend(backend, {
      database: name.replaceAll(/\W/g, "_").replace(/^(?=\d)/, "_"),
      queue: drivers.some(({ driver }) => /^(bullmq|bull|bee-queue|arq|taskiq-redis)$/.test(driver)),
      vector: applications.some(({ vector }) => vector),
      withoutPassword: applications.some((application) => takesNoPassword(application, backend)),
    });
    if (draft) backends.set(backend, draft);
  }
  return backends;
}

/** It is told a host, and neither a URL nor a password. */
function takesNoPassword(application: Application, backend: Backend): boolean {
  const backends = [...new Set(application.drivers.map((driver) => driver.backend))];
  const parts = listVariables(application).flatMap(({ name, value }) => {
    const match = matchBackend(name, value, backends);
    return match?.backend === backend ? [match.part] : [];
  });
  return parts.includes("host") && !parts.includes("url") && !parts.includes("password");
}

/** The constants of a backend: its secret, where it has one of its own, and the service. */
export function backendConstants(
  backend: Backend,
  draft: BackendDraft,
  applications: readonly Application[],
): DraftConstant[] {
  const drivers = applications
    .flatMap((application) => application.drivers)
    .filter((driver) => driver.backend === backend);
  const from = [...new Set(drivers.map(({ from: file, driver }) => `${file}: ${driver}`))].join(", ");
  const service = { name: draft.key, value: draft.service, comments: [`From ${from}.`, ...draft.comments] };
  return draft.before ? [draft.before, service] : [service];
}
