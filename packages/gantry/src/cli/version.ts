import packageJson from "../../package.json" with { type: "json" };

/** Gantry's own. */
export const { version } = packageJson;
