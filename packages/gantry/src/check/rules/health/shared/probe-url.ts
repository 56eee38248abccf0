import type { ProbeCommand } from "../../../facts/service/health-facts.ts";
import { type ServiceUrl, urlsIn } from "../../../facts/url.ts";
import type { Place } from "../../../place.ts";

/** The URL that a probe asks, with the word that it stands in; a bare `localhost:3000/health` of curl and wget counts as http. */
export function urlOf({ argv, places }: ProbeCommand): (ServiceUrl & { at: Place; word: string }) | undefined {
  for (const [index, word] of argv.entries()) {
    const at = places[index];
    if (!at || index === 0) continue;
    const [url] = urlsIn(word);
    if (url) return { ...url, at, word };
    const bare = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/\S*)?$/.exec(word);
    const [implied] = bare && /^(curl|wget)$/.test(argv[0] ?? "") ? urlsIn(`http://${word}`) : [];
    if (implied) return { ...implied, at, word };
  }
  return undefined;
}
