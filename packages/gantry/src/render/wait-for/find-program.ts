import { DockerfileParser, type JSONInstruction } from "dockerfile-ast";

export interface Program {
  entrypoint: string[];
  command: string[];
}

/** What an image runs, as its Dockerfile's last stage says. Undefined when that is nothing, or a text for a shell. */
export function findProgram(dockerfile: string | undefined): Program | undefined {
  if (dockerfile === undefined) return undefined;
  const parsed = DockerfileParser.parse(dockerfile);
  const lastStage = parsed.getFROMs().at(-1)?.getRange().start.line ?? 0;
  const read = (instructions: readonly JSONInstruction[]): string[] | undefined => {
    const last = instructions.filter((each) => each.getRange().start.line > lastStage).at(-1);
    return last?.getJSONStrings().map((text) => text.getJSONValue());
  };
  const entrypoint = read(parsed.getENTRYPOINTs()) ?? [];
  const command = read(parsed.getCMDs()) ?? [];
  return entrypoint.length + command.length === 0 ? undefined : { entrypoint, command };
}
