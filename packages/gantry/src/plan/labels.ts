/** Labels on what Gantry makes: Compose's own, so that `docker compose` and every dashboard know it, and Gantry's. */
export const label = {
  project: "com.docker.compose.project",
  service: "com.docker.compose.service",
  number: "com.docker.compose.container-number",
  oneOff: "com.docker.compose.oneoff",
  configHash: "com.docker.compose.config-hash",
  version: "com.docker.compose.version",
  workingDir: "com.docker.compose.project.working_dir",
  configFiles: "com.docker.compose.project.config_files",
  image: "com.docker.compose.image",
  dependsOn: "com.docker.compose.depends_on",
  network: "com.docker.compose.network",
  volume: "com.docker.compose.volume",
  /** SHA-256 of the resolved definition. */
  hash: "gantry.hash",
  gantryVersion: "gantry.version",
  /** On a successor: the id of the container that it replaces. */
  replaces: "gantry.replaces",
  /** On a container that a deploy rolled out: the number of its release. */
  release: "gantry.release",
  /** On a volume that holds a container's configs and secrets: the container's name. */
  files: "gantry.files",
} as const;

/** The Compose release whose conventions the labels follow. */
export const composeVersion = "2.40.3";

/** True for labels that Compose and Gantry keep books with; the others are the user's. */
export function isBookkeeping(key: string): boolean {
  return key.startsWith("com.docker.compose.") || key.startsWith("gantry.") || key.startsWith("desktop.docker.io/");
}

/** The user's labels only. */
export function userLabels(labels: Readonly<Record<string, string>> | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([key]) => !isBookkeeping(key)));
}
