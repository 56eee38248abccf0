import { parseStart } from "../../image/detect/javascript/parse-start.ts";
import type { BackgroundProcess } from "../findings.ts";

/** Scripts that start a background process of the same package. */
export function findProcesses(scripts: Readonly<Record<string, string>>, from: string): BackgroundProcess[] {
  return Object.entries(scripts).flatMap(([name, script]) => {
    const key = /^(?:start:)?(worker|queue|consumer|jobs|scheduler)(?::(?:prod|start))?$/.exec(name)?.[1];
    const command = key === undefined ? undefined : parseStart(script);
    return key !== undefined && command ? [{ name: key, command, from }] : [];
  });
}
