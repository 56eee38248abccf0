import { tryDocker } from "../host/docker.ts";

/** Does what gives an image's name to a new image, then removes the old one, unless it has another name or a container uses it. */
export async function replaceImage(host: string, image: string, work: () => Promise<unknown>): Promise<void> {
  const before = await readId(host, image);
  await work();
  if (before !== undefined && before !== (await readId(host, image))) await tryDocker(host, ["image", "rm", before]);
}

async function readId(host: string, image: string): Promise<string | undefined> {
  const { exitCode, stdout } = await tryDocker(host, ["image", "inspect", "--format", "{{.Id}}", image]);
  return exitCode === 0 ? stdout.trim() : undefined;
}
