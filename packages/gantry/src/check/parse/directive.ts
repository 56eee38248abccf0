import type { Place } from "../place.ts";

/** A word of a configuration file: without its quotes, and where it stands with them. */
export interface ConfigWord {
  readonly text: string;
  readonly at: Place;
  readonly quoted: boolean;
}

/** A line of a Caddyfile or an nginx configuration: a name, words, and what stands in the braces after it. */
export interface Directive {
  readonly name: string;
  readonly at: Place;
  readonly words: readonly ConfigWord[];
  readonly block: readonly Directive[] | undefined;
  /** Offset of the closing brace. */
  readonly blockEnd: number | undefined;
}

/** All directives of a tree, parents first. */
export function* walkDirectives(directives: readonly Directive[]): Generator<Directive> {
  for (const directive of directives) {
    yield directive;
    if (directive.block) yield* walkDirectives(directive.block);
  }
}
