import { hasUnknown } from "../../../facts/unknown.ts";

/** Whether a value is none yet: empty, a variable, or a word that stands for one. */
export const isPlaceholder = (value: string): boolean =>
  value === "" ||
  hasUnknown(value) ||
  value.includes("$") ||
  /^[<[{].*[>\]}]$|^#|^(x{3,}|\*{3,}|\.{3}|-|none|null|undefined|todo|tbd|true|false|yes|no|\d{1,5})$/i.test(value) ||
  /(your|change|replace|insert|fill|enter|put|add|generate|example|placeholder|dummy|fake|redacted|openssl)[-_ .]?/i.test(
    value,
  );
