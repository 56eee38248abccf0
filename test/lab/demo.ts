import { ensureLab } from "./lab.ts";
import { labPath } from "./paths.ts";
import { tryCommand } from "./run-command.ts";
import { dockerConfig, ensureTools } from "./tools.ts";

export { caBundle } from "./ca-bundle.ts";

/** A project of its own, whatever else is called EverySkill on this machine. */
export const demoProject = "gantry-demo";

/** The env file of the demo: machine-wide like its volumes, whose password it holds. */
export function demoSettings(): string {
  return labPath("demo.env");
}

/** An engine, and the three images that the stack names; neither is touched where it is there already. */
export async function prepareDemo(): Promise<void> {
  await ensureLab({ parts: ["host"], images: ["pgvector/pgvector:pg17", "node:22-alpine", "caddy:2-alpine"] });
  if (!(await hasBuildx())) await ensureTools(["docker-buildx"]);
}

/** The plugin for builds is the lab's where the user has none. */
export async function demoEnvironment(): Promise<Record<string, string>> {
  return (await hasBuildx()) ? {} : { DOCKER_CONFIG: dockerConfig() };
}

/** Whether it is the demo itself that listens on that port. */
export async function isDemoPort(port: number): Promise<boolean> {
  const filters = [`label=com.docker.compose.project=${demoProject}`, `publish=${port}`];
  const args = ["ps", "--quiet", ...filters.map((filter) => `--filter=${filter}`)];
  const { stdout } = await tryCommand("docker", args);
  return stdout.trim() !== "";
}

async function hasBuildx(): Promise<boolean> {
  return (await tryCommand("docker", ["buildx", "version"])).exitCode === 0;
}
