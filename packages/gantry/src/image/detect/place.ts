/** Where a recipe is detected, and what its service brings along. */
export interface Place {
  /** Where findings are reported: `services.web`. */
  path: string;
  /** The build context: absolute. */
  context: string;
  /** Names of the service's variables. Those with a public prefix become build arguments. */
  environment: readonly string[];
  /** Names of the build's secrets, without `ca`. */
  secrets: readonly string[];
  /** The build has a secret `ca`. */
  ca: boolean;
  /** The port that the service says it listens on; the recipe's own wins. */
  port?: number;
  /** The path and query that the service's health check asks; the recipe's own wins. */
  health?: string;
}
