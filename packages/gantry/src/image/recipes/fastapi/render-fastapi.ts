import { posix } from "node:path";
import { finishImage } from "../dockerfile/finish-image.ts";
import { installSystemPackages } from "../dockerfile/install-system-packages.ts";
import { printDockerfile } from "../dockerfile/print-dockerfile.ts";
import { copy, env, run, type Stage, type Step, workdir } from "../dockerfile/stage.ts";
import { printDockerignore } from "../print-dockerignore.ts";
import type { RecipeFiles } from "../recipe-files.ts";
import type { FastapiFacts } from "./fastapi-facts.ts";
import { healthTest } from "./health-test.ts";
import {
  compile,
  environmentFolder,
  installForDevelopment,
  installForProduction,
  stagingFolder,
  toolSteps,
} from "./install-packages.ts";

/** Proxies are on private networks. Uvicorn believes what those say about the client, and nobody else. */
const proxies = "127.0.0.1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16";

const systemPath = "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin";

/** FastAPI, or any other application in Python that says which program runs it. Workers run in the same image. */
export function renderFastapi(facts: FastapiFacts): RecipeFiles {
  const stages = [
    baseStage(facts),
    {
      name: "tools",
      from: "base",
      comment: "The tools of the build, pinned.",
      steps: [workdir("/app"), ...toolSteps(facts)],
    },
    depsStage(facts),
    ...devStages(facts),
    builderStage(facts),
    runnerStage(facts),
  ];
  return { dockerfile: printDockerfile(stages), dockerignore: printPythonIgnore(facts) };
}

function baseStage(facts: FastapiFacts): Stage {
  return {
    name: "base",
    from: facts.base,
    comment: "The runtime that all stages share.",
    steps: [
      env({
        PYTHONUNBUFFERED: "1",
        PYTHONDONTWRITEBYTECODE: "1",
        PYTHONPATH: posix.join("/app", facts.modules),
        PATH: `${environmentFolder}/bin:${systemPath}`,
      }),
      ...installSystemPackages(facts.base, facts.systemPackages),
    ],
  };
}

function depsStage(facts: FastapiFacts): Stage {
  return {
    name: "deps",
    from: "tools",
    comment:
      "The packages of production, from the lock file. It comes before the sources, so that a change of source keeps this stage.",
    steps: [...copyManifests(facts), installForProduction(facts)],
  };
}

/** Requirements may include each other by their relative paths, so each stays in its folder. */
function copyManifests({ app, manifests }: FastapiFacts): Step[] {
  const folders = [...new Set(manifests.map((path) => posix.dirname(path)))];
  return folders.map((folder) => {
    const paths = manifests.filter((path) => posix.dirname(path) === folder).map((path) => posix.join(app, path));
    return copy(paths, folder === "." ? "./" : `./${folder}/`);
  });
}

function devStages(facts: FastapiFacts): Stage[] {
  if (facts.dev === undefined) return [];
  return [
    {
      name: "dev",
      from: "deps",
      comment: "For development: mount the sources over these, and changes are seen at once.",
      steps: [
        ...installForDevelopment(facts),
        copySources(facts),
        ...(facts.port === undefined ? [] : [env({ PORT: String(facts.port) })]),
        { instruction: "CMD", program: facts.dev },
      ],
    },
  ];
}

function builderStage(facts: FastapiFacts): Stage {
  // Whoever runs the image installs nothing.
  const locks = facts.manifests.filter((path) => path.endsWith(".lock"));
  return {
    name: "builder",
    from: "base",
    comment: "The sources, compiled and readable for everyone.",
    steps: [
      workdir(`${stagingFolder}/app`),
      copySources(facts),
      run([
        ...(locks.length === 0 ? [] : [`rm ${locks.join(" ")}`]),
        `${compile} .`,
        "chmod -R a+rX .",
        `find ${stagingFolder} -exec touch -h -d @0 {} +`,
      ]),
    ],
  };
}

function copySources({ app }: FastapiFacts): Step {
  return app === "." ? copy(["."], "./") : copy([`${app}/`], "./");
}

function runnerStage(facts: FastapiFacts): Stage {
  const { port, health } = facts;
  return {
    name: "runner",
    from: "base",
    comment: "What runs: the packages and the application.",
    steps: [
      ...(port === undefined ? [] : [env({ PORT: String(port), WEB_CONCURRENCY: "1", FORWARDED_ALLOW_IPS: proxies })]),
      // Whole trees onto the root: a folder that COPY itself makes has the date of the build, and its layer is never the same.
      copy([`${stagingFolder}/`], "/", { from: "deps" }),
      copy([`${stagingFolder}/`], "/", { from: "builder" }),
      workdir("/app"),
      ...finishImage({
        facts,
        ...(port === undefined ? {} : { test: healthTest(port, health) }),
        startPeriod: "30s",
        program: facts.start,
      }),
    ],
  };
}

function printPythonIgnore({ app, include }: FastapiFacts): string {
  return printDockerignore([
    "**/__pycache__",
    "**/*.py[cod]",
    "**/.venv",
    "**/venv",
    "**/.python-version",
    "**/*.egg-info",
    "**/.pytest_cache",
    "**/.mypy_cache",
    "**/.ruff_cache",
    "**/.tox",
    "**/.coverage",
    "**/htmlcov",
    "**/conftest.py",
    "**/test_*.py",
    "**/*_test.py",
    ...include.map((path) => `!${posix.join(app, path)}`),
  ]);
}
