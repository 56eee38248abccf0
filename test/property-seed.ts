import fc from "fast-check";

/**
 * Property tests try the same inputs in every run, so that a change is judged by what it changed. `GANTRY_SEED=<number>` tries
 * others, `GANTRY_SEED=random` always new ones.
 */
const seed = process.env["GANTRY_SEED"] ?? "20260501";
if (seed !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
