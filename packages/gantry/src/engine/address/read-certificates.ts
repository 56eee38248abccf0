import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EngineAddressError } from "../errors/engine-address-error.ts";
import type { Certificates } from "../transport/connect-tcp.ts";

/** Reads `ca.pem`, `cert.pem` and `key.pem`; those that are there. @throws EngineAddressError when none is. */
export async function readCertificates(folder: string): Promise<Certificates> {
  const entries = await Promise.all(
    (["ca", "cert", "key"] as const).map(async (name) => {
      const path = join(folder, `${name}.pem`);
      return existsSync(path) ? [[name, await readFile(path)] as const] : [];
    }),
  );
  const certificates = Object.fromEntries(entries.flat());
  if (Object.keys(certificates).length > 0) return certificates;
  throw new EngineAddressError(
    "no-certificates",
    folder,
    `${folder} holds neither ca.pem, cert.pem nor key.pem. Put them there, or name their folder in DOCKER_CERT_PATH.`,
  );
}
