/** The name of a service's container, as Compose makes it. */
export function containerName(project: string, service: string, number: number): string {
  return `${project}-${service}-${number}`;
}

/** What a successor is called until its predecessor has made room. */
export function successorName(name: string): string {
  return `${name}.next`;
}

/** What a container is called from the moment its successor takes its name until that is proven. As Compose does. */
export function predecessorName(name: string, id: string): string {
  return `${id.slice(0, 12)}_${name}`;
}
