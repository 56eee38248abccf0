import { defineCommand, type OptionTable } from "./definition.ts";

export const unlockOptions = {} as const satisfies OptionTable;

export const unlock = defineCommand({
  name: "unlock",
  group: "Build and ship",
  summary: "Take the lock of a deploy away",
  description:
    "Shows who holds the stack's lock, and asks. A lock whose holder has died is taken over by the next deploy by itself; this is for one that hangs. The holder stops at its next step, and the next deploy ends what it began.",
  arguments: [],
  options: unlockOptions,
  examples: [{ command: "gantry unlock -e production", does: "shows the holder and asks" }],
  json: { shape: "unlock", summary: "One object: who held it, and whether it was taken away." },
  load: async () => (await import("../handlers/unlock.ts")).runUnlock,
});
