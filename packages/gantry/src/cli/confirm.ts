import { UserError } from "../model/error.ts";

/** Asks on the terminal; no is the answer to a bare Enter. */
export async function confirm(message: string): Promise<boolean> {
  const prompts = await import("@clack/prompts");
  const answer = await prompts.confirm({ message, initialValue: false, output: process.stderr });
  if (prompts.isCancel(answer)) throw new UserError("Interrupted; nothing was changed.", { code: "interrupted" });
  return answer;
}
