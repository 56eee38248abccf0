import type { CronJob } from "../parse/parse-crontab.ts";
import type { ShellDocument } from "../shell/shell-document.ts";

/** A line of a crontab: a file of its own, a block in documentation, or text that a script installs. */
export interface CronFacts extends CronJob {
  readonly file: string;
  readonly shell: ShellDocument;
  /** The script of the repository that it starts, as far as the name tells. */
  readonly script: string | undefined;
}
