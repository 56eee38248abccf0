import { existsSync } from "node:fs";
import process from "node:process";

/** The file with the certificates that this machine trusts, for builds that reach npm through a proxy with a private CA. */
export function caBundle(): string | undefined {
  const candidates = [
    process.env["NODE_EXTRA_CA_CERTS"],
    process.env["SSL_CERT_FILE"],
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/cert.pem",
  ];
  return candidates.find((path) => path !== undefined && existsSync(path));
}
