/**
 * The engine answers a failed start with 500 whatever the reason, and only its words tell reasons apart. This is the one place where these
 * are looked at, and only for a better hint: what they are not recognised as is shown as it is.
 */
export function recognizeEngineText(detail: string): "port-taken" | "disk-full" | "bind-source-missing" | undefined {
  if (/port is already allocated|address already in use/i.test(detail)) return "port-taken";
  if (/no space left on device/i.test(detail)) return "disk-full";
  if (/bind source path does not exist/i.test(detail)) return "bind-source-missing";
  return undefined;
}
