import type { HostConfig } from "../../engine/types.ts";
import type { Service } from "../../model/service.ts";
import { nonEmpty } from "./compact.ts";

/** The key under which `readFileSources` keeps a seccomp profile. */
export const seccompKey = (path: string): string => `security_opt.${path}`;

/** The profile file that a `security_opt` entry names, if it does. */
export function seccompFile(option: string): string | undefined {
  const [key, value] = splitOption(option);
  return key === "seccomp" && value && value !== "unconfined" && value !== "builtin" && !value.startsWith("{")
    ? value
    : undefined;
}

/** `security_opt`; a seccomp profile goes to the engine as its content, and `systempaths=unconfined` as paths that are not masked. */
export function describeSecurity(
  { security_opt = [] }: Service,
  fileContents: ReadonlyMap<string, Uint8Array>,
): Pick<HostConfig, "SecurityOpt" | "MaskedPaths" | "ReadonlyPaths"> {
  const options: string[] = [];
  let unmasked = false;
  for (const option of security_opt) {
    const [key, value] = splitOption(option);
    const file = seccompFile(option);
    if (key === "systempaths" && value === "unconfined") unmasked = true;
    else if (file) options.push(`seccomp=${compactJson(fileContents.get(seccompKey(file)))}`);
    else options.push(value === undefined || key === "no-new-privileges" ? option : `${key}=${value}`);
  }
  return {
    SecurityOpt: nonEmpty(options),
    MaskedPaths: unmasked ? [] : undefined,
    ReadonlyPaths: unmasked ? [] : undefined,
  };
}

/** Both `key=value` and the older `key:value`. */
function splitOption(option: string): [string, string | undefined] {
  const separator = option.search(/[=:]/);
  return separator < 0 ? [option, undefined] : [option.slice(0, separator), option.slice(separator + 1)];
}

function compactJson(content: Uint8Array | undefined): string {
  return content ? JSON.stringify(JSON.parse(new TextDecoder().decode(content))) : "";
}
