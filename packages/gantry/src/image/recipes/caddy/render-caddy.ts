import { posix } from "node:path";
import { runWithSecrets } from "../dockerfile/download.ts";
import { finishImage } from "../dockerfile/finish-image.ts";
import { installSystemPackages } from "../dockerfile/install-system-packages.ts";
import { printDockerfile } from "../dockerfile/print-dockerfile.ts";
import { copy, env, expose, run, type Stage } from "../dockerfile/stage.ts";
import { shellWords } from "../javascript/shell-words.ts";
import { printDockerignore } from "../print-dockerignore.ts";
import type { RecipeFiles } from "../recipe-files.ts";
import { alpine } from "./caddy-binary.ts";
import type { CaddyFacts } from "./caddy-facts.ts";

/** Caddy with modules, built by xcaddy: a front door for wildcard certificates, rate limits and what else is a module. */
export function renderCaddy(facts: CaddyFacts): RecipeFiles {
  return {
    dockerfile: printDockerfile([builderStage(facts), ...settingsStages(facts), runnerStage(facts)]),
    // Nothing else of the folder is needed, however much there is.
    dockerignore: printDockerignore(["**/*", ...facts.include.map((path) => `!${posix.join(facts.app, path)}`)]),
  };
}

const downloads = "/go/pkg/mod";
const compiled = "/root/.cache/go-build";

function builderStage(facts: CaddyFacts): Stage {
  const unpinned = facts.modules.some((module) => !module.includes("@"));
  const build = [
    "xcaddy",
    "build",
    "--output",
    "/out/usr/bin/caddy",
    ...facts.modules.flatMap((one) => ["--with", one]),
  ];
  return {
    name: "builder",
    from: facts.base,
    comment: unpinned
      ? "Caddy with its modules, in the version of this image; modules without a version are the newest."
      : "Caddy with its modules, in the version of this image.",
    steps: [
      env({
        GOMODCACHE: downloads,
        GOCACHE: compiled,
        CGO_ENABLED: "0",
        // A file with a capability does not start where the container lacks it; ordinary users may open ports below 1024 without.
        XCADDY_SETCAP: "0",
      }),
      runWithSecrets(["mkdir -p /out/usr/bin", shellWords(build)], {
        ca: facts.ca,
        caVariables: ["SSL_CERT_FILE", "GIT_SSL_CAINFO"],
        secrets: facts.buildSecrets,
        caches: [
          { type: "cache", target: downloads },
          { type: "cache", target: compiled },
        ],
      }),
      run(["mkdir -p /out/etc/caddy", "install -d -o 1001 -g 1001 /out/config /out/data", evenDates]),
    ],
  };
}

const evenDates = "find /out -exec touch -h -d @0 {} +";

function settingsStages({ app, include }: CaddyFacts): Stage[] {
  if (include.length === 0) return [];
  return [
    {
      name: "settings",
      from: alpine,
      comment: "What Caddy is told, away from the program, which changes less often.",
      steps: [
        ...include.map((path) => copy([posix.join(app, path)], `/out/etc/caddy/${path}`)),
        run(["chmod -R a+rX /out", evenDates]),
      ],
    },
  ];
}

function runnerStage(facts: CaddyFacts): Stage {
  const { include, port, health } = facts;
  // Without a path of its own the admin endpoint is asked, which listens within the container alone.
  const url = health === undefined ? "http://127.0.0.1:2019/config/" : `http://127.0.0.1:${port}${health}`;
  return {
    name: "runner",
    from: alpine,
    comment: "What runs. Certificates are kept in /data, which wants a volume.",
    steps: [
      ...installSystemPackages(alpine, facts.systemPackages),
      env({ XDG_CONFIG_HOME: "/config", XDG_DATA_HOME: "/data" }),
      copy(["/out/"], "/", { from: "builder" }),
      ...(include.length === 0 ? [] : [copy(["/out/"], "/", { from: "settings" })]),
      expose(443),
      // The admin endpoint, on the loopback address alone; what reads the image sees that the health check may ask it.
      expose(2019),
      ...finishImage({
        facts,
        test: ["wget", "-q", "-Y", "off", "-O", "/dev/null", url],
        startPeriod: "10s",
        program: ["caddy", "run", "--config", "/etc/caddy/Caddyfile"],
      }),
    ],
  };
}
