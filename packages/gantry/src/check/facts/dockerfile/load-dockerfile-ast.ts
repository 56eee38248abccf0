import { createRequire } from "node:module";

/** The Dockerfile library. It is loaded when it is first needed: nearly every instruction is read without it. */
export const loadDockerfileAst = (): typeof import("dockerfile-ast") => load("dockerfile-ast");

const load = createRequire(import.meta.url);
