import { UserError } from "../../model/error.ts";
import type { Terminal } from "../terminal.ts";

/** A terminal for the command: as told, else when both of our own ends are one. */
export function wantsTty(
  options: { tty: boolean; disableTty: boolean },
  { stdin, stdout }: Pick<Terminal, "stdin" | "stdout">,
): boolean {
  if (options.disableTty) return false;
  const ours = stdin.isTTY === true && stdout.isTTY === true;
  if (options.tty && stdin.isTTY !== true) {
    throw new UserError("--tty: stdin is no terminal.", { code: "usage", fix: "Leave --tty out." });
  }
  return options.tty || ours;
}
