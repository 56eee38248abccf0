/** The registry that an image comes from, as Docker's configuration names it, and the rest of the reference. */
export interface ImageReference {
  /** `docker.io`, `ghcr.io`, `localhost:5000`. */
  registry: string;
  /** `library/postgres`. */
  repository: string;
  tag: string | undefined;
  digest: string | undefined;
}

/**
 * Takes a reference apart. The first part is a registry when it has a dot or a colon, or is `localhost`.
 *
 * @see https://pkg.go.dev/github.com/distribution/reference
 */
export function parseImageReference(reference: string): ImageReference {
  const [rest = "", digest] = reference.split("@");
  const slash = rest.indexOf("/");
  const first = rest.slice(0, Math.max(slash, 0));
  const named = /[.:]/.test(first) || first === "localhost";
  const path = named ? rest.slice(slash + 1) : rest;
  const colon = path.lastIndexOf(":");
  const repository = colon < 0 ? path : path.slice(0, colon);
  const registry = named ? first : "docker.io";
  return {
    registry: registry === "index.docker.io" ? "docker.io" : registry,
    repository: registry === "docker.io" && !repository.includes("/") ? `library/${repository}` : repository,
    tag: colon < 0 ? undefined : path.slice(colon + 1),
    digest,
  };
}
