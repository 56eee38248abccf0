/** Who holds a stack's lock, as the lock itself says. */
export interface LockHolder {
  /** The lock container's id: what `breakLock` takes, so that nobody breaks a lock that another one has taken since. */
  id: string;
  /** `anna@laptop`. */
  who: string;
  pid: number;
  /** ISO 8601, by the holder's clock. */
  since: string;
  /** `deploy r42`. */
  what: string;
  /** The git commit that is being deployed. */
  commit?: string;
}

/** The one right to change a stack on its engine. Disposing of it gives it back. */
export interface Lock extends AsyncDisposable {
  readonly id: string;
  /** Aborted with a `UserError` once the lock was lost: someone broke it, or took it over while nothing was heard of this process. */
  readonly signal: AbortSignal;
  /**
   * Asks the engine whether the lock is still held, and tells it that the holder is alive. Call it before a step that
   * must not be done by two.
   * @throws UserError `refused` when the lock was lost.
   */
  confirm(): Promise<void>;
}

export interface LockPurpose {
  /** What it is held for, as others read it: `deploy r42`, `rollback to r41`. */
  what: string;
  /** The git commit that is being deployed. */
  commit?: string | undefined;
  /** `anna@laptop`. @default the user and the host name of this machine */
  who?: string | undefined;
}

export interface AcquireLockOptions extends LockPurpose {
  /** Milliseconds to wait for a living holder. @default 0: refuse at once, that is, as soon as it has shown that it lives */
  wait?: number | undefined;
  /** Called once for each holder that is waited for, when it is found. */
  onWait?: ((holder: LockHolder) => void) | undefined;
  /** Called when the lock of a dead holder was taken over. */
  onTakeover?: ((holder: LockHolder) => void) | undefined;
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds between two signs of life, for the lock that is acquired. A holder that gave none for three times as
   * long (by its own measure) is dead. @default 3000
   */
  heartbeat?: number | undefined;
}
