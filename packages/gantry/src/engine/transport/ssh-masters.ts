import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineUnreachableError } from "../errors/engine-unreachable-error.ts";
import { explainSshFailure } from "./explain-ssh-failure.ts";
import { runSsh } from "./run-ssh.ts";
import { buildSshArguments, MASTER_OPTIONS, type SshDestination } from "./ssh-destination.ts";

/** A channel's place in a connection to the server. */
export interface SshPlace {
  readonly controlPath: string;
  /** Gives the place back. */
  release(): void;
  /** Says that the connection seems to be lost; it is looked at before it is used again. */
  suspect(): void;
}

export interface SshMasters {
  /** Finds a place for one more channel, and connects first where there is none. */
  reserve(): Promise<SshPlace>;
  close(): Promise<void>;
}

interface Master {
  controlPath: string;
  channels: number;
  suspect: boolean;
  starting: Promise<void> | undefined;
}

/** The name of a socket has hardly a hundred bytes: both are short. */
function findPrivateFolder({ XDG_RUNTIME_DIR: folder }: NodeJS.ProcessEnv): string {
  return folder !== undefined && existsSync(folder) ? folder : tmpdir();
}

// sshd allows ten sessions in a connection by default (MaxSessions); two stay free for a look at the server.
const CHANNELS_PER_MASTER = 8;

/** Keeps as many connections to a server as the channels in use need: mostly one. */
export function createSshMasters(destination: SshDestination, env: NodeJS.ProcessEnv, address: string): SshMasters {
  const masters: Master[] = [];
  let folder: Promise<string> | undefined;
  let lastStart: Promise<unknown> = Promise.resolve();
  const closing = new AbortController();

  function assertOpen(): void {
    if (closing.signal.aborted) throw new EngineUnreachableError(address, "closed");
  }

  async function start(master: Master): Promise<void> {
    const { controlPath } = master;
    if (existsSync(controlPath)) {
      const check = await runSsh(buildSshArguments(destination, controlPath, ["-O", "check"]), env, closing.signal);
      master.suspect = false;
      if (check.exitCode === 0) return;
      // Its process was killed and could not clear up.
      await rm(controlPath, { force: true });
    }
    const { exitCode, stderr, error } = await runSsh(
      buildSshArguments(destination, controlPath, MASTER_OPTIONS),
      env,
      closing.signal,
    );
    if (exitCode === 0) return;
    if (error !== undefined) throw new EngineUnreachableError(address, "ssh-missing", { cause: error });
    assertOpen();
    const reason = exitCode === null ? "timeout" : explainSshFailure(exitCode, stderr);
    throw new EngineUnreachableError(address, reason === "docker" ? "ssh" : reason, { detail: stderr });
  }

  /** Callers who wait at the same time share one attempt and its failure. */
  function ensure(master: Master): Promise<void> {
    // The socket goes when the master does: idle for too long, or its link was cut.
    if (master.starting === undefined && !master.suspect && existsSync(master.controlPath)) return Promise.resolve();
    // One after the other: sshd drops connections when many are unauthenticated at once (MaxStartups).
    master.starting ??= lastStart
      .then(() => start(master))
      .finally(() => {
        master.starting = undefined;
      });
    lastStart = master.starting.catch(() => {});
    return master.starting;
  }

  function findFree(path: string): Master {
    const free = masters.find(({ channels }) => channels < CHANNELS_PER_MASTER);
    if (free !== undefined) return free;
    const master = {
      controlPath: join(path, String(masters.length)),
      channels: 0,
      suspect: false,
      starting: undefined,
    };
    masters.push(master);
    return master;
  }

  return {
    async reserve() {
      assertOpen();
      folder ??= mkdtemp(join(findPrivateFolder(env), "gantry-"));
      const path = await folder;
      assertOpen();
      const master = findFree(path);
      master.channels += 1;
      let held = true;
      const release = () => {
        if (held) master.channels -= 1;
        held = false;
      };
      try {
        await ensure(master);
        const suspect = () => {
          master.suspect = true;
        };
        return { controlPath: master.controlPath, release, suspect };
      } catch (error) {
        release();
        throw error;
      }
    },

    async close() {
      closing.abort();
      await lastStart;
      await Promise.all(
        masters
          .filter(({ controlPath }) => existsSync(controlPath))
          .map(({ controlPath }) => runSsh(buildSshArguments(destination, controlPath, ["-O", "exit"]), env)),
      );
      if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
    },
  };
}
