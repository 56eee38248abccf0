import type { Detector } from "./detector.ts";
import type { Match } from "./finding.ts";

export interface ConfigMatch {
  match: Match;
  /** `Env.DATABASE_URL`, `Labels.com.example`, `history[3].created_by`; secrets in it are blanked out. */
  place: string;
  /** Of a step in the history. */
  step?: number;
}

/** Looks at every text of an image's config, keys included: environment, command, labels, and the history with its build arguments. */
export function scanConfig(raw: unknown, detector: Detector): ConfigMatch[] {
  const found = new Map<string, ConfigMatch>();
  visitTexts(raw, "", (text, path) => {
    // Engines keep the config of the container that the last step ran in beside the image's own.
    const place = path.replace(/^(?:container_)?config\./, "");
    const bytes = Buffer.from(text);
    detector.search(bytes, { from: 0, to: bytes.length }, ({ match }) => {
      const key = `${match.kind} ${match.rule} ${place}`;
      if (found.has(key)) return;
      const step = /^history\[(\d+)\]/.exec(place)?.[1];
      found.set(key, { match, place: detector.redact(place), ...(step !== undefined && { step: Number(step) }) });
    });
  });
  return [...found.values()];
}

function visitTexts(value: unknown, path: string, visit: (text: string, path: string) => void): void {
  if (typeof value === "string") visit(value, path);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visitTexts(item, `${path}${describeItem(path, index, item)}`, visit);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const inner = path === "" ? key : `${path}.${key}`;
      visit(key, inner);
      visitTexts(item, inner, visit);
    }
  }
}

/** A variable by its name, anything else by its number. */
function describeItem(path: string, index: number, item: unknown): string {
  const name = path.endsWith("Env") && typeof item === "string" ? /^([^=]+)=/.exec(item)?.[1] : undefined;
  return name === undefined ? `[${index}]` : `.${name}`;
}
