import { createRequire } from "node:module";

/** The YAML library. It is loaded when it is first needed: nearly every file is read without it. */
export const loadYaml = (): typeof import("yaml") => load("yaml");

const load = createRequire(import.meta.url);
