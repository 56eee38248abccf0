import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Adds a line to the folder's `.gitignore` unless git ignores the path already, or the folder is in no git repository.
 *
 * @returns whether the file was changed
 */
export async function ignoreInGit(directory: string, line: string, signal: AbortSignal): Promise<boolean> {
  // 0: ignored; 1: not ignored; 128: no repository. Without git there is nobody to ignore anything.
  const exitCode = await runGit(["check-ignore", "--quiet", join(directory, line, "x")], directory, signal);
  if (exitCode !== 1) return false;
  const file = join(directory, ".gitignore");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return "";
  });
  await writeFile(file, `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`);
  return true;
}

function runGit(args: readonly string[], cwd: string, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, { cwd, signal, stdio: "ignore" });
    child.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "ENOENT" ? resolve(undefined) : reject(error),
    );
    child.once("close", (code) => resolve(code ?? undefined));
  });
}
