import { expect, test } from "vitest";
import { renderRecipe } from "../render-recipe.ts";
import { fastapiFacts } from "../testing/sample-facts.ts";
import { stageOf, stagesOf } from "../testing/stages.ts";
import type { FastapiFacts } from "./fastapi-facts.ts";

test("packages and sources are layers of their own, which no date of the build can change", () => {
  const facts = fastapiFacts();
  expect([...stagesOf(facts).keys()]).toEqual(["base", "tools", "deps", "dev", "builder", "runner"]);
  expect(stageOf(facts, "runner")).toMatch(/COPY --from=deps \/out\/ \/\nCOPY --from=builder \/out\/ \/\n/);
  for (const name of ["deps", "builder"]) {
    expect(stageOf(facts, name)).toContain("find /out -exec touch -h -d @0 {} +");
    expect(stageOf(facts, name)).toContain("--invalidation-mode unchecked-hash");
  }
});

test.each<[Partial<FastapiFacts>, string[]]>([
  [{}, ["uv==0.13.9", "uv sync --frozen --no-install-project --no-dev", "SSL_CERT_FILE=/run/secrets/ca"]],
  [
    { installer: { name: "poetry", version: "2.2.1" }, manifests: ["pyproject.toml", "poetry.lock"] },
    ["poetry==2.2.1", "poetry install --no-root --no-interaction --only main", "REQUESTS_CA_BUNDLE=/run/secrets/ca"],
  ],
  [
    { installer: { name: "pip", hashes: true }, manifests: ["requirements.txt", "deps/base.txt"] },
    ["--no-compile --require-hashes -r requirements.txt", "COPY deps/base.txt ./deps/", "PIP_CERT=/run/secrets/ca"],
  ],
])("%j is installed from what says the versions, with the certificates that its tool reads", (more, texts) => {
  const { dockerfile } = renderRecipe(fastapiFacts({ ...more, ca: true }));
  for (const text of texts) expect(dockerfile).toContain(text);
});

test("the dev target adds the packages of development and reloads", () => {
  const dev = stageOf(fastapiFacts(), "dev");
  expect(dev).toMatch(/^FROM deps AS dev$/m);
  expect(dev).toContain("uv sync --frozen --no-install-project\n");
  expect(dev).toContain('CMD ["uvicorn", "app.main:app", "--reload"]');
});

test("an application below the context has its own manifests and its own sources", () => {
  const facts = fastapiFacts({ app: "services/api", modules: "src" });
  expect(stageOf(facts, "deps")).toContain("COPY services/api/pyproject.toml services/api/uv.lock ./\n");
  expect(stageOf(facts, "builder")).toContain("COPY services/api/ ./\n");
  expect(stageOf(facts, "base")).toContain("PYTHONPATH=/app/src");
});

test("system packages are in all stages, so that what is compiled finds what it was compiled with", () => {
  const facts = fastapiFacts({ systemPackages: ["libpq5", "ffmpeg"] });
  expect(stageOf(facts, "base")).toContain("apt-get install --yes --no-install-recommends libpq5 ffmpeg");
});

test("the health check asks the application itself, whatever proxy the environment names", () => {
  expect(stageOf(fastapiFacts({ health: "/health?quick=1" }), "runner")).toContain(
    'r.ProxyHandler({})).open(\\"http://127.0.0.1:8000/health?quick=1\\", timeout=4)',
  );
  expect(stageOf(fastapiFacts(), "runner")).toContain('create_connection((\\"127.0.0.1\\", 8000), 4)');
});

test("a worker has neither a port nor a health check", () => {
  const { port: _port, dev: _dev, ...worker } = fastapiFacts({ start: ["taskiq", "worker", "app.tasks:broker"] });
  expect(renderRecipe(worker).dockerfile).not.toMatch(/EXPOSE|HEALTHCHECK|PORT| AS dev$/m);
});

test("bytecode, environments and tests stay out of the image, what the recipe includes does not", () => {
  const { dockerignore } = renderRecipe(fastapiFacts({ app: "api", include: ["tests/data"] }));
  for (const pattern of ["**/__pycache__", "**/.venv", "**/test_*.py", "!api/tests/data"]) {
    expect(dockerignore.split("\n")).toContain(pattern);
  }
});
