import type { Port } from "../../../../model/service.ts";
import { hasUnknown } from "../../../facts/unknown.ts";

/** Whether a published port answers on a public address: not on loopback or in a private network. Unknown addresses are not. */
export function isOpenPort({ host_ip: host, mode }: Port): boolean {
  if (host === undefined || host === "" || mode === "host") return true;
  if (hasUnknown(host)) return false;
  return !/^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|\[?(::1|f[cd][0-9a-f]{2}:))/i.test(
    host,
  );
}
