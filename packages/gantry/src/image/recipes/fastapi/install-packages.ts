import { posix } from "node:path";
import { runWithSecrets } from "../dockerfile/download.ts";
import { env, type Step } from "../dockerfile/stage.ts";
import type { FastapiFacts, PythonInstaller } from "./fastapi-facts.ts";

/** Where the packages are, away from the sources: a folder of sources that is mounted over `/app` doesn't hide them. */
export const environmentFolder = "/opt/venv";

/** What goes into the running image is gathered here, in the places that it has there. */
export const stagingFolder = "/out";

const pipCache = "/root/.cache/pip";

/** Bytecode that is valid by its content, not by the date of its source: the same source gives the same bytes. */
export const compile = "PYTHONHASHSEED=0 python -m compileall -q --invalidation-mode unchecked-hash";

/** Packages may have files for other versions of Python, which do not compile. */
const compilePackages = `(${compile} ${environmentFolder}/lib || true)`;

interface Installer {
  /** What pip installs for the build: from the index that the packages come from too, while an image to copy it from may be out of reach. */
  tool?: string;
  /** Variables of the stages that install. */
  variables: Readonly<Record<string, string>>;
  /** Names the file of certificates to it. */
  caVariable: string;
  cache: string;
  production: readonly string[];
  development: readonly string[];
}

function installerOf(installer: PythonInstaller): Installer {
  switch (installer.name) {
    case "uv": {
      const sync = "uv sync --frozen --no-install-project";
      return {
        tool: `uv==${installer.version}`,
        variables: {
          UV_PROJECT_ENVIRONMENT: environmentFolder,
          UV_PYTHON_DOWNLOADS: "never",
          UV_LINK_MODE: "copy",
        },
        caVariable: "SSL_CERT_FILE",
        cache: "/root/.cache/uv",
        production: [`${sync} --no-dev`, compilePackages],
        development: [sync],
      };
    }
    case "poetry": {
      const install = "poetry install --no-root --no-interaction";
      const create = `python -m venv --without-pip ${environmentFolder}`;
      return {
        tool: `poetry==${installer.version}`,
        variables: { VIRTUAL_ENV: environmentFolder },
        caVariable: "REQUESTS_CA_BUNDLE",
        cache: "/root/.cache/pypoetry",
        production: [create, `${install} --only main`, compilePackages],
        development: [install],
      };
    }
    case "pip": {
      const hashes = installer.hashes ? " --require-hashes" : "";
      // The image's own pip installs into the environment, which so needs none itself.
      const install = `pip --python ${environmentFolder}/bin/python install --no-compile${hashes} -r requirements.txt`;
      return {
        variables: {},
        caVariable: "PIP_CERT",
        cache: pipCache,
        production: [`python -m venv --without-pip ${environmentFolder}`, install, compilePackages],
        development: [],
      };
    }
  }
}

/** The steps of the stage that all installing stages start from. */
export function toolSteps({ installer, ca }: FastapiFacts): Step[] {
  const { tool, variables } = installerOf(installer);
  const settings = env({ ...variables, PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_ROOT_USER_ACTION: "ignore" });
  if (tool === undefined) return [settings];
  const options = { ca, caVariables: ["PIP_CERT"], secrets: [], caches: [cacheOf(pipCache)] };
  return [settings, runWithSecrets([`pip install ${tool}`], options)];
}

const staged = posix.join(stagingFolder, environmentFolder);

/** Exactly what the lock file says, without development's packages. Even dates: the same lock file gives the same layer. */
export function installForProduction(facts: FastapiFacts): Step {
  const { production } = installerOf(facts.installer);
  return install(facts, [
    ...production,
    `mkdir -p ${posix.dirname(staged)}`,
    `mv ${environmentFolder} ${staged}`,
    `ln -s ${staged} ${environmentFolder}`,
    `find ${stagingFolder} -exec touch -h -d @0 {} +`,
  ]);
}

/** Development's packages on top, where the lock file has some. */
export function installForDevelopment(facts: FastapiFacts): Step[] {
  const { development } = installerOf(facts.installer);
  return development.length === 0 ? [] : [install(facts, development)];
}

function install({ installer, ca, buildSecrets }: FastapiFacts, commands: readonly string[]): Step {
  const { caVariable, cache } = installerOf(installer);
  return runWithSecrets(commands, {
    ca,
    caVariables: [caVariable],
    secrets: buildSecrets,
    caches: [cacheOf(cache)],
  });
}

const cacheOf = (target: string) => ({ type: "cache", target, locked: true }) as const;
