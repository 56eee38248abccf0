import type { LockHolder } from "./lock-holder.ts";

/** The one right to change a stack on its engine. Disposing of it gives it back. */
export interface Lock extends AsyncDisposable {
  /** The lock container's id. */
  readonly id: string;
  /** Aborted with a `UserError` once the lock was lost: someone broke it, or took it over while nothing was heard of this process. */
  readonly signal: AbortSignal;
  /**
   * Asks the engine whether the lock is still held, which is a sign of life as well. Call it before a step that must not be done by two.
   * @throws UserError `locked` when it was lost.
   */
  confirm(): Promise<void>;
}

export interface AcquireLockOptions {
  /** What it is held for, as others read it: `deploy r42`, `rollback to r41`. */
  what: string;
  /** The git commit that is being deployed. */
  commit?: string | undefined;
  /** `anna@laptop`. @default the user and the host name of this machine */
  who?: string | undefined;
  /** Milliseconds to wait for a living holder. @default 0: refuse, as soon as the holder has shown that it lives */
  wait?: number | undefined;
  /** Called once for each holder that is waited for. */
  onWait?: ((holder: LockHolder) => void) | undefined;
  /** Called when the lock was a dead holder's and is now ours. */
  onTakeover?: ((holder: LockHolder) => void) | undefined;
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds between two signs of life of the lock that is acquired. A holder that gives none for three times as
   * long counts as dead. @default 3000
   */
  heartbeat?: number | undefined;
}
