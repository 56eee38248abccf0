import { DockerfileParser } from "dockerfile-ast";

/** The stages of a Dockerfile in their order, each by its name, or by its number where it has none. */
export function listStages(dockerfile: string): string[] {
  return DockerfileParser.parse(dockerfile)
    .getFROMs()
    .map((from, index) => from.getBuildStage() ?? String(index));
}
