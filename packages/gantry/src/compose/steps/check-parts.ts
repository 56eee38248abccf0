import type { FileSource } from "../../model/stack.ts";
import type { Checking } from "./check-consistency.ts";

/** Records what is wrong with the volumes, configs and secrets themselves. */
export function checkParts(checking: Checking): void {
  const { stack, fail } = checking;
  for (const [name, volume] of Object.entries(stack.volumes ?? {})) {
    for (const key of ["driver", "driver_opts", "labels"] as const) {
      if (!volume.external || volume[key] === undefined) continue;
      fail(["volumes", name], `an external volume has no ${key} of its own.`, {
        key,
        fix: `Take ${key} or external out.`,
      });
    }
  }
  for (const [name, config] of Object.entries(stack.configs ?? {})) {
    checkSource("configs", name, config, ["file", "environment", "content"], checking);
  }
  for (const [name, secret] of Object.entries(stack.secrets ?? {})) {
    checkSource("secrets", name, secret, ["file", "environment"], checking);
  }
}

type SourceKey = "file" | "environment" | "content";

function checkSource(
  section: "configs" | "secrets",
  name: string,
  source: FileSource,
  keys: readonly SourceKey[],
  { fail }: Checking,
): void {
  const given = keys.filter((key) => source[key] !== undefined);
  const [, second] = given;
  if (second) {
    fail([section, name], `${given.join(" and ")} exclude each other.`, { key: second, fix: "Keep one of them." });
  } else if (source.driver !== undefined && !source.external) {
    fail([section, name], "a driver for secrets is not supported.", { atKey: true, fix: `Use ${keys.join(" or ")}.` });
  } else if (given.length === 0 && !source.external) {
    fail([section, name], "it has no source.", {
      atKey: true,
      fix: `Add ${keys.slice(0, -1).join(", ")} or ${keys.at(-1)}, or external: true.`,
    });
  }
}
