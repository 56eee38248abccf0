import type { CaddyFacts } from "./caddy/caddy-facts.ts";
import type { FastapiFacts } from "./fastapi/fastapi-facts.ts";
import type { NextjsFacts } from "./nextjs/nextjs-facts.ts";
import type { NodeFacts } from "./node/node-facts.ts";
import type { StaticFacts } from "./static/static-facts.ts";

/** What is known about the repository that an image is made from: found by detection, or said in the recipe. */
export type RecipeFacts = NextjsFacts | NodeFacts | FastapiFacts | StaticFacts | CaddyFacts;
