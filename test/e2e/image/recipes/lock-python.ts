import process from "node:process";
import { caBundle } from "../../../lab/ca-bundle.ts";
import { docker, tryDocker } from "../../../lab/host/docker.ts";
import { engine, ensureLab } from "../../../lab/lab.ts";

const image = "python:3.13-slim";
const uv = "uv==0.13.9";

/**
 * Makes the `uv.lock` of a fixture. None is kept there: it would name the index that it was made from.
 *
 * @returns why no image can be built from it; undefined when one can
 */
export async function lockPython(directory: string): Promise<string | undefined> {
  await ensureLab({ parts: ["host"], images: [image] });
  const { dockerHost } = await engine("host");
  const ca = caBundle();
  const flags = [
    ...(ca === undefined ? [] : [`--volume=${ca}:/ca:ro`, "--env=PIP_CERT=/ca", "--env=SSL_CERT_FILE=/ca"]),
    `--volume=${directory}:/application`,
    "--workdir=/application",
    `--env=OWNER=${process.getuid?.() ?? 0}`,
  ];
  const command = (script: string) => ["run", "--rm", ...flags, image, "sh", "-ec", script];
  const probe = await tryDocker(dockerHost, command(`pip download --quiet --no-deps --dest /tmp ${uv}`));
  if (probe.exitCode !== 0) return "PyPI cannot be reached from a container here";
  await docker(dockerHost, command(`pip install --quiet ${uv} && uv lock --quiet && chown "$OWNER" uv.lock`));
  return undefined;
}
