import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What git says of a folder. */
export interface GitState {
  /** The commit's full hash. */
  commit: string;
  /** Whether the folder has changes that no commit has, untracked files among them; ignored ones do not count. */
  dirty: boolean;
  /** When the commit was made: Unix time in seconds. */
  committed: number;
  /** A web address of the repository, without credentials. */
  source: string | undefined;
  /** The nearest tag, and how far from it: `v1.2.0`, `v1.2.0-3-g1f2e3d4`. */
  described: string | undefined;
}

/** Git answers in milliseconds; on a folder that hangs, a build can do without. */
const patience = 10_000;

/** Reads the state of the repository that a folder is in; undefined where there is none, no commit, or no git. */
export async function readGitState(directory: string, signal: AbortSignal): Promise<GitState | undefined> {
  const git = (...argv: string[]) => askGit(directory, argv, signal);
  const [head, status, remote, described] = await Promise.all([
    git("log", "-1", "--format=%H %ct"),
    git("status", "--porcelain", "--untracked-files=normal", "--", "."),
    git("config", "--get", "remote.origin.url"),
    git("describe", "--tags"),
  ]);
  const [, commit, committed] = /^([0-9a-f]{40,64}) (\d+)$/.exec(head ?? "") ?? [];
  if (commit === undefined || status === undefined) return undefined;
  return {
    commit,
    dirty: status !== "",
    committed: Number(committed),
    source: remote === undefined ? undefined : publicAddress(remote),
    described: described || undefined,
  };
}

/** The version in a folder's `package.json`. */
export async function readPackageVersion(directory: string): Promise<string | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(directory, "package.json"), "utf8"));
    const version = typeof parsed === "object" && parsed !== null && "version" in parsed ? parsed.version : undefined;
    return typeof version === "string" && version !== "0.0.0" ? version : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A remote's address as one may publish it: `https://github.com/acme/shop` of `git@github.com:acme/shop.git` and of
 * `https://user:token@github.com/acme/shop.git`. A path on this machine is nobody else's business: undefined.
 */
export function publicAddress(remote: string): string | undefined {
  const short = /^(?:[^@/:]+@)?([\w.-]+\.[a-z]+):(?!\/\/)(.+)$/i.exec(remote);
  const [, host, path] = short ?? /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/?#]+)\/([^?#]*)/.exec(remote) ?? [];
  if (host === undefined || path === undefined) return undefined;
  const isWeb = /^https?:/.test(remote);
  return `https://${isWeb ? host : host.replace(/:\d+$/, "")}/${path.replace(/^\/+/, "").replace(/(\.git)?\/?$/, "")}`;
}

async function askGit(directory: string, argv: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  // Nothing is written, nobody is asked, and no program that the repository's configuration names is started.
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" };
  const options = { env, cwd: directory, timeout: patience, signal, maxBuffer: 64 << 20 };
  return new Promise((resolve, reject) => {
    execFile("git", ["-c", "core.fsmonitor=false", ...argv], options, (error, stdout) => {
      if (signal.aborted) reject(signal.reason);
      else resolve(error ? undefined : stdout.trim());
    });
  });
}
