import { DockerfileParser } from "dockerfile-ast";

/** The names that a Dockerfile declares with `ARG`, in any stage. */
export function listArguments(dockerfile: string): string[] {
  const declarations = DockerfileParser.parse(dockerfile)
    .getInstructions()
    .filter((instruction) => instruction.getKeyword() === "ARG");
  return declarations.flatMap((instruction) =>
    instruction.getArguments().map((argument) => argument.getValue().split("=", 1)[0] ?? ""),
  );
}
