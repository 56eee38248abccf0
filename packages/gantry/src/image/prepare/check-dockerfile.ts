import { UserError } from "../../model/error.ts";
import type { Build } from "../../model/service.ts";
import { isThere } from "../detect/read-project.ts";
import { dockerfilePath, readDockerfile } from "./read-dockerfile.ts";

interface Place {
  /** `services.web` */
  path: string;
  /** The folder that is built. Undefined: it is not on this machine. */
  context: string | undefined;
}

/**
 * Whether a build has its Dockerfile, and the Dockerfile the stage that is to be built.
 *
 * @param build Its texts as they are meant, without doubled dollar signs
 * @throws UserError for a file that is not there, and for a target that is none of the stages
 */
export async function checkDockerfile(build: Build, { path, context }: Place): Promise<void> {
  const file = dockerfilePath(build, context);
  if (build.dockerfile_inline === undefined && file !== undefined && !(await isThere("/", file))) {
    throw new UserError(`${path}.build.dockerfile: there is no file ${file}.`, {
      code: "config",
      fix: "Name the Dockerfile, relative to build.context, or let a recipe write one.",
    });
  }
  // A variable, in a stack as before interpolation.
  if (build.target === undefined || build.target.includes("${")) return;
  const text = await readDockerfile(build, context);
  if (text === undefined) return;
  const { listStages } = await import("./list-stages.ts");
  const stages = listStages(text);
  const target = build.target.toLowerCase();
  if (stages.some((name, index) => name.toLowerCase() === target || String(index) === target)) return;
  throw new UserError(
    `${path}.build.target: ${JSON.stringify(build.target)} is not a stage of ${build.dockerfile_inline === undefined ? file : "its Dockerfile"}.`,
    { code: "config", fix: `Use one of its stages: ${stages.join(", ")}.` },
  );
}
