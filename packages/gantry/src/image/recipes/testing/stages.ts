import type { RecipeFacts } from "../recipe-facts.ts";
import { renderRecipe } from "../render-recipe.ts";

/** Stages by name, each the text from its comment to the next. */
export function stagesOf(facts: RecipeFacts): Map<string, string> {
  const texts = renderRecipe(facts).dockerfile.split(/^(?=# .*\nFROM )/m);
  return new Map(texts.map((text) => [/ AS (\w+)$/m.exec(text)?.[1] ?? "", text]));
}

export function stageOf(facts: RecipeFacts, name: string): string {
  const text = stagesOf(facts).get(name);
  if (text === undefined) throw new Error(`there is no stage ${name}`);
  return text;
}
