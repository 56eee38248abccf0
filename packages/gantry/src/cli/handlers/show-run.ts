import type { EmitEvent } from "../../apply/event.ts";
import type { Context } from "../context.ts";
import { chooseReader } from "../render/choose-reader.ts";

export interface RunSummary {
  milliseconds: number;
  summary: string;
  urls?: readonly { service: string; url: string }[];
}

/** Does work that emits events, and shows these as they come, and how it ended. */
export async function showRun(context: Context, work: (emit: EmitEvent) => Promise<RunSummary>): Promise<void> {
  using reader = chooseReader(context);
  try {
    const { milliseconds, summary, urls = [] } = await work(reader.read);
    reader.end({ status: "done", milliseconds, summary, urls });
  } catch (error) {
    reader.end({ status: "failed", error });
    throw error;
  }
}
