import { readFile } from "node:fs/promises";
import { UserError } from "../../model/error.ts";
import { manageProxies } from "../../proxy/manage-proxies.ts";
import { openAuditLog } from "../../release/audit/open-audit-log.ts";
import { decodeBundle } from "../../release/bundle/encode-bundle.ts";
import { openProxies } from "../../release/deploy/proxies.ts";
import { openLedger } from "../../release/ledger/open-ledger.ts";
import { operatorName } from "../../release/lock/operator-name.ts";
import { findState } from "../../release/state/open-state.ts";
import type { Handler } from "../commands/definition.ts";
import type { maintenanceOptions } from "../commands/maintenance.ts";
import { jsonVersion } from "../json-version.ts";
import { openProject } from "./project.ts";

export const runMaintenance: Handler<typeof maintenanceOptions> = async (context, { operands, options }) => {
  const { signal } = context;
  const on = readState(operands[0]);
  const { name, engine } = await openProject(context, []);
  const html = options.page === undefined ? undefined : await readPage(options.page);
  const state = await findState(engine, name, { signal });
  const ledger = state && openLedger(state);
  const current = await ledger?.current();
  if (!state || !ledger || !current) {
    throw new UserError(
      `${name} was never deployed here, and a page for maintenance comes from the proxy of a deployed stack.`,
      {
        code: "not-found",
        fix: "Run gantry deploy first.",
      },
    );
  }
  const bundle = decodeBundle(await ledger.readPayload(current.id));
  const { proxies: definitions } = manageProxies(bundle.stack, bundle.proxyFiles);
  const proxies = await openProxies(definitions, { engine, project: name, signal });
  if (proxies.length === 0) {
    throw new UserError(`${name} has no proxy that runs and that Gantry manages.`, { code: "not-found" });
  }
  const page = {
    ...(html !== undefined && { html }),
    ...(options.retryAfter !== undefined && { retryAfter: Math.ceil(options.retryAfter / 1000) }),
  };
  for (const { proxy } of proxies) await proxy.setMaintenance(on, { signal, page });
  const what = `maintenance ${on ? "on" : "off"}`;
  await openAuditLog(state).append({ at: new Date().toISOString(), who: operatorName(), what, outcome: "done" });
  const services = proxies.map(({ definition }) => definition.service);
  if (context.globals.json)
    context.printJson({ version: jsonVersion, project: name, proxies: services, maintenance: on });
  else context.note(on ? `${name} answers with its maintenance page.` : `${name} serves again.`);
  return 0;
};

function readState(text: string | undefined): boolean {
  if (text === "on" || text === "off") return text === "on";
  throw new UserError(`maintenance ${text ?? ""}: neither on nor off.`, {
    code: "usage",
    fix: "Write gantry maintenance on, or gantry maintenance off.",
  });
}

async function readPage(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new UserError(`--page: ${path} cannot be read.`, { code: "usage", fix: "Name a file with HTML.", cause });
  }
}
