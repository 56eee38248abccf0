/** The name of a service's container, as Compose makes it. */
export function containerName(project: string, service: string, number: number): string {
  return `${project}-${service}-${number}`;
}

/** The name that the containers which a release made for a service answer to, and those of no other release. */
export function releaseAlias(service: string, release: number): string {
  return `${service}-r${release}`;
}

/**
 * Comes after the names of a project's services on a network that several projects share. A project's name has no dots, so no two names are the
 * same; and `.internal` is for private use, so that no public name server answers for a service that is not there.
 */
export function projectDomain(project: string): string {
  return `.${project}.internal`;
}

/** What a successor is called until its predecessor has made room. */
export function successorName(name: string): string {
  return `${name}.next`;
}

/** What a container is called from the moment its successor takes its name until that is proven. As Compose does. */
export function predecessorName(name: string, id: string): string {
  return `${id.slice(0, 12)}_${name}`;
}
