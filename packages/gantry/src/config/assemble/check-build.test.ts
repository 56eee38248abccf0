import { describe, expect, test } from "vitest";
import { formatIssue, UserError } from "../../model/error.ts";
import type { StackDefinition } from "../define-stack.ts";
import { composeService } from "../presets/compose-service.ts";
import { fastapi } from "../presets/fastapi.ts";
import { nextjs } from "../presets/nextjs.ts";
import { node } from "../presets/node.ts";
import { postgres } from "../presets/postgres.ts";
import { service } from "../presets/service.ts";
import { staticSite } from "../presets/static-site.ts";
import { worker } from "../presets/worker.ts";
import { text } from "../reference.ts";
import { secret } from "../secret.ts";
import { assembleStack } from "./assemble-stack.ts";

function issuesOf(services: StackDefinition["services"], compose: Record<string, unknown> = {}): string[] {
  try {
    assembleStack({ name: "shop", services, compose }, { environment: "production" });
  } catch (error) {
    if (error instanceof UserError) return error.issues.map(formatIssue);
    throw error;
  }
  return [];
}

const inHistory = "a secret may not stand here: build arguments stay in the image's history.";

describe("a secret as a build argument", () => {
  test("is refused by the types and by the config, whatever form it has", () => {
    const db = postgres({ version: "17" });
    const key = secret({ name: "KEY" });
    const app = nextjs({
      build: {
        args: {
          // @ts-expect-error: a secret
          KEY: key,
          // @ts-expect-error: a database's address has its password in it
          DATABASE_URL: db.url,
          // @ts-expect-error: a text with a secret is one
          HEADER: text`Bearer ${key}`,
          HOST: db.host,
          NAME: text`${db.host}:${1}`,
        },
      },
    });
    expect(issuesOf({ db, app })).toEqual([
      `services.app.build.args.KEY: ${inHistory} Use "build.secrets".`,
      `services.app.build.args.DATABASE_URL: ${inHistory} Use "build.secrets".`,
      `services.app.build.args.HEADER: ${inHistory} Use "build.secrets".`,
    ]);
  });

  test("is refused in Compose's own words too", () => {
    const key = secret({ name: "KEY" });
    const app = node({ compose: { build: { args: { KEY: key } } } });
    const api = composeService({ build: { args: [text`KEY=${key}`] } });
    const places = issuesOf({ app, api }, { services: { app: { build: { labels: { KEY: key } } } } });
    expect(places.map((place) => place.split(":")[0])).toEqual([
      "compose.services.app.build.labels.KEY",
      "services.app.compose.build.args.KEY",
      "services.api.build.args[0]",
    ]);
  });
});

describe("a secret under a public name", () => {
  test("is refused by the types and by the config", () => {
    const key = secret({ name: "KEY" });
    // @ts-expect-error: everything NEXT_PUBLIC_ is public
    const web = nextjs({ env: { NEXT_PUBLIC_KEY: key, KEY: key } });
    // @ts-expect-error: so is everything VITE_ and PUBLIC_
    const site = staticSite({ env: { VITE_KEY: key, PUBLIC_KEY: text`x${key}` } });
    expect(issuesOf({ web, site })).toEqual([
      'services.web.env.NEXT_PUBLIC_KEY: a secret may not stand here: "NEXT_PUBLIC_" would put it in every visitor\'s browser. Give it another name, and read it on the server.',
      'services.site.env.VITE_KEY: a secret may not stand here: "VITE_" would put it in every visitor\'s browser. Give it another name, and read it on the server.',
      'services.site.env.PUBLIC_KEY: a secret may not stand here: "PUBLIC_" would put it in every visitor\'s browser. Give it another name, and read it on the server.',
    ]);
  });

  test("is refused for the prefixes that the user names, and for none in a preset without", () => {
    const key = secret({ name: "KEY" });
    expect(issuesOf({ app: node({ env: { NEXT_PUBLIC_KEY: key } }) })).toEqual([]);
    expect(issuesOf({ app: node({ publicPrefixes: ["APP_"], env: { APP_KEY: key } }) })).toHaveLength(1);
  });
});

describe("options about the Dockerfile", () => {
  test("are refused where nobody would read them", () => {
    expect(
      issuesOf({
        web: nextjs({ image: "shop/web", app: "apps/web" }),
        api: fastapi({ build: { dockerfile: "Dockerfile.api", recipe: { version: "3.12" } }, version: "3.12" }),
        other: service({ build: { recipe: { version: "22" } } }),
      }),
    ).toEqual([
      'services.web.app: is about how an image is built, and "image" names one that is. Add "build", or remove it.',
      'services.api.version: is about a Dockerfile that Gantry writes, and "build.dockerfile" names one. Keep one of them.',
      'services.api.build.recipe: is about a Dockerfile that Gantry writes, and "build.dockerfile" names one. Keep one of them.',
      'services.other.build.recipe.name: missing. Say what is built, such as name: "node".',
    ]);
  });

  test("say what is wrong with them, path first", () => {
    const web = nextjs({
      app: "../web",
      packageManager: "pmpm",
      start: [],
      ...({ singlePage: true } as object),
      // @ts-expect-error: no value that means something
      placeholders: { KEY: secret({ name: "KEY" }) },
      build: { platforms: ["amd64"], recipe: { name: "static", output: "/dist" } },
    });
    const jobs = worker({ of: worker({ of: web, command: "a" }), command: [] });
    expect(issuesOf({ web, jobs })).toEqual([
      'services.web.app: "../web" is not a path below the build\'s folder. Write it as in "apps/web".',
      'services.web.packageManager: "pmpm" is not a package manager. Write it as in "pnpm@10.4.1".',
      "services.web.start: an empty list.",
      expect.stringMatching(/^services\.web\.singlePage: unknown option\./),
      'services.web.placeholders.KEY: a reference is not a text. Write one that means nothing, such as "placeholder".',
      'services.web.build.platforms[0]: "amd64" is not a platform. Write it as in "linux/amd64".',
      'services.web.build.recipe.output: "/dist" is not a path below the build\'s folder. Write it as in "apps/web".',
      "services.jobs.of: is a worker itself. Name the service that both are of.",
      "services.jobs.command: an empty list.",
    ]);
  });
});
