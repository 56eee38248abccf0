import { envFilesOf } from "../../facts/env/env-files.ts";
import type { Facts } from "../../facts/facts.ts";
import { isPublicName } from "../../facts/service/references.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "env-public-prefix-secret",
  group: "env",
  severity: "error",
  summary: "No secret has a public prefix",
  why: "Bundlers write variables with a public prefix into the JavaScript that every visitor downloads: a secret of that name is in the page's source, in caches and in archives, and stays there after it is taken out of the code.",
  fix: "Rename it without the prefix, read it on the server only, and replace the secret.",
  links: [
    "https://nextjs.org/docs/app/guides/environment-variables#bundling-environment-variables-for-the-browser",
    "https://vite.dev/guide/env-and-mode#env-variables",
  ],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    const told = new Set<string>();
    for (const variable of variables(facts)) {
      const { name } = variable;
      if (told.has(name) || !isPublicSecret(name)) continue;
      told.add(name);
      const { at } = variable;
      yield { at, message: `The variable ${name} is written into what browsers download, and its name is a secret's.` };
    }
  },
});

const isPublicSecret = (name: string): boolean =>
  isPublicName(name) &&
  /(_|^)(SECRET|SECRET_?KEY|TOKEN|PRIVATE|PRIVATE_?KEY|PASSWORD|PASSWD|SERVICE_ROLE_KEY)$/.test(name) &&
  // Keys that are made for browsers.
  !/ANON|PUBLISHABLE|MAPBOX|MAPTILER|CLIENT_TOKEN|PUBLIC_TOKEN|POSTHOG|MIXPANEL|ANALYTICS|TURNSTILE|CSRF|SITE_TOKEN/.test(
    name,
  );

/** All variables with their first places: of templates, Compose files, Dockerfiles, and then of sources. */
function* variables(facts: Facts): Generator<{ name: string; at: Place }> {
  for (const { entries } of envFilesOf(facts)) for (const { name, at } of entries) yield { name, at };
  for (const service of facts.services()) {
    for (const key of ["environment", "build"] as const) {
      const values = key === "build" ? service.model.build?.args : service.model.environment;
      const path = key === "build" ? ["build", "args"] : ["environment"];
      for (const name of Object.keys(values ?? {})) yield { name, at: service.at(...path, name) };
    }
  }
  for (const { instructions } of facts.dockerfiles) for (const { pairs } of instructions) yield* pairs;
  for (const path of facts.repository.ofKind("script-source", "framework-config")) {
    const source = facts.repository.read(path);
    if (!source || !/\.env\b/.test(source.text)) continue;
    for (const match of source.text.matchAll(/\b(?:process|import\.meta)\.env\.([A-Z][A-Z0-9_]*)/g)) {
      const [whole, name = ""] = match;
      const end = match.index + whole.length;
      yield { name, at: source.placeOf(end - name.length, end) };
    }
  }
}
