/** The engines that tests can ask for besides the machine's own: Docker's version, and its image store where both are wanted. */
export const engineNames = ["28.5", "28.5-containerd", "26.1"] as const;
export type EngineName = (typeof engineNames)[number];

/** Machines with sshd and an engine. The engine of `trixie` is `26.1`. */
export const serverNames = ["trixie"] as const;
export type ServerName = (typeof serverNames)[number];

/** How the container of an engine is made. */
export interface EngineSpec {
  name: string;
  /** The recipe of its image. */
  recipe: "engine-sid" | "engine-trixie";
  dockerdOptions: readonly string[];
  server?: ServerName;
}

export const engineSpecs: readonly (EngineSpec & { name: EngineName })[] = [
  { name: "28.5", recipe: "engine-sid", dockerdOptions: ["--feature=containerd-snapshotter=false"] },
  { name: "28.5-containerd", recipe: "engine-sid", dockerdOptions: ["--feature=containerd-snapshotter=true"] },
  { name: "26.1", recipe: "engine-trixie", dockerdOptions: [], server: "trixie" },
];

export function engineSpec(name: EngineName): EngineSpec & { name: EngineName } {
  const spec = engineSpecs.find((candidate) => candidate.name === name);
  if (spec === undefined) throw new Error(`the lab has no engine ${name}; it has ${engineNames.join(", ")}`);
  return spec;
}

export function containerName(name: string): string {
  return `gantry-lab-engine-${name}`;
}
