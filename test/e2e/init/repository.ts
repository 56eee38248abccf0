import { cp, readFile, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import { caBundle } from "../../lab/ca-bundle.ts";
import { createWorkspace, type Finished, type Workspace } from "../cli/workspace.ts";

const fixtures = fileURLToPath(new URL("../../fixtures", import.meta.url));

/** A copy of a fixture, and the command in it. Disposing of it removes its project and its images. */
export interface Repository extends AsyncDisposable {
  workspace: Workspace;
  /** The config that is there now. */
  config(): Promise<string>;
  /** Loads the stack, renders it and looks for mistakes in the repository with what was rendered. */
  check(): Promise<void>;
  /** Moves the front door to a free port, builds, brings the stack up. */
  up(): Promise<void>;
  /** Asks through the front door. */
  ask(path: string, options?: { method?: string; host?: string }): Promise<string>;
  /** Runs the command and expects it to succeed. */
  succeed(args: readonly string[]): Promise<Finished>;
}

/** @param name A folder of `test/fixtures` */
export async function copyRepository(name: string, env: Record<string, string> = {}): Promise<Repository> {
  const workspace = await createWorkspace();
  await cp(join(fixtures, name), workspace.directory, { recursive: true });
  const file = join(workspace.directory, "gantry.config.ts");
  const config = () => readFile(file, "utf8");
  const port = await freePort();
  const ca = caBundle();
  const given = { ...(ca === undefined ? {} : { GANTRY_BUILD_CA: ca }), ...env };
  const succeed = async (args: readonly string[]) => {
    const finished = await workspace.gantry(args, { env: given });
    if (finished.code !== 0)
      throw new Error(`gantry ${args.join(" ")}: ${finished.code}\n${finished.stdout}\n${finished.stderr}`);
    return finished;
  };
  return {
    workspace,
    config,
    succeed,
    check: async () => {
      await succeed(["config", "--quiet"]);
      await succeed(["render", "--output", "rendered"]);
      const { stdout } = await succeed(["check", "--json"]);
      const { stacks, findings } = JSON.parse(stdout);
      expect(stacks).toContainEqual(expect.objectContaining({ files: ["rendered/compose.yaml"] }));
      if (findings.length > 0) console.log(`${name}: ${findings.map(({ rule }: { rule: string }) => rule).join(", ")}`);
    },
    up: async () => {
      // Several stacks are tested at once on one machine.
      await writeFile(file, (await config()).replace("caddy({", `caddy({ httpPort: ${port},`));
      await succeed(["-p", workspace.name, "up", "--build", "--wait-timeout", "120"]);
    },
    ask: async (path, { method = "GET", host = "localhost" } = {}) => {
      const options = { port, path, method, headers: { host }, signal: AbortSignal.timeout(10_000) };
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request({ host: "127.0.0.1", ...options }, resolve)
          .once("error", reject)
          .end();
      });
      const answer = await text(response);
      if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode}\n${answer}`);
      return answer;
    },
    [Symbol.asyncDispose]: async () => {
      const project = workspace.name;
      await workspace[Symbol.asyncDispose]();
      await using engine = await openHostEngine();
      const images = await engine.images.list({ names: [`${project}-*`] });
      for (const tag of images.flatMap(({ RepoTags }) => RepoTags ?? []))
        await engine.images.remove(tag, { force: true });
    },
  };
}

/** The workspace has closed its own. */
async function openHostEngine() {
  const engine = await connectEngine();
  return Object.assign(engine, { [Symbol.asyncDispose]: () => engine.close() });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("there is no free port");
  return address.port;
}
