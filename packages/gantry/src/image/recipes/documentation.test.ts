import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { RecipeFacts } from "./recipe-facts.ts";
import { renderRecipe } from "./render-recipe.ts";
import { caddyFacts, fastapiFacts, nextjsFacts, nodeFacts, staticFacts } from "./testing/sample-facts.ts";

const page = readFileSync(new URL("../../../../../docs/images.md", import.meta.url), "utf8");

const samples: RecipeFacts[] = [
  nextjsFacts({ health: "/api/health", forcesStandalone: true, publicVariables: ["NEXT_PUBLIC_APP_URL"] }),
  nodeFacts({ health: "/health" }),
  fastapiFacts({
    health: "/health",
    start: [
      "uvicorn",
      "app.main:app",
      "--host",
      "0.0.0.0",
      "--port",
      "8000",
      "--proxy-headers",
      "--timeout-graceful-shutdown",
      "8",
    ],
  }),
  staticFacts({ publicVariables: ["PUBLIC_API"] }),
  caddyFacts({ include: ["Caddyfile"] }),
];

test.each(samples.map((facts) => [facts.recipe, facts] as const))(
  "the page on images shows what %s writes",
  (name, facts) => {
    const [, section = ""] = page.split(new RegExp(`^## \`${name}\`.*$`, "m"));
    const [, example] = /```dockerfile\n([\s\S]*?)```/.exec(section) ?? [];
    expect(example).toMatch(/^FROM /m);
    expect(renderRecipe(facts).dockerfile).toContain(example);
  },
);
