import { substitute, TemplateError } from "../../../compose/interpolate/substitute.ts";
import type { Position } from "../../../model/position.ts";
import type { Place } from "../../place.ts";
import type { SourceText } from "../../repository/source-text.ts";
import { lazy } from "../lazy.ts";
import { unknownVariable } from "../unknown.ts";
import type { DockerPair } from "./docker-pair.ts";
import type { Instruction } from "./instruction.ts";
import { readInstructions } from "./read-instructions.ts";

/** A variable of a stage: where it is written is found out when it is asked for. */
class StageVariable {
  readonly value: string;
  readonly kind: "ENV" | "ARG";
  readonly #written: DockerPair;

  constructor(value: string, kind: "ENV" | "ARG", written: DockerPair) {
    this.value = value;
    this.kind = kind;
    this.#written = written;
  }

  get at(): Place {
    return this.#written.at;
  }
}

/** The stages above one. */
interface EarlierStages {
  readonly count: number;
  /** The last of each name, in lower case. */
  readonly named: ReadonlyMap<string, Stage>;
}

/** A stage of a Dockerfile: what stands between two FROMs. */
export class Stage {
  readonly index: number;
  readonly name: string | undefined;
  readonly from: Instruction;
  /** What it is built on, variables replaced: an image or the name of a stage. Variables without a default stand as unknown. */
  readonly base: string;
  /** Where the base is written. */
  readonly baseAt: Place;
  /** The earlier stage that it is built on. */
  readonly parent: Stage | undefined;
  readonly source: SourceText;
  /** Without the FROM. */
  readonly instructions: Instruction[] = [];

  constructor(from: Instruction, source: SourceText, earlier: EarlierStages, args: ReadonlyMap<string, string>) {
    const [image, as, name] = from.words;
    this.source = source;
    this.index = earlier.count;
    this.from = from;
    this.base = expand(image?.text ?? "", args);
    this.baseAt = image?.at ?? from.at;
    this.name = as?.text.toUpperCase() === "AS" ? name?.text : undefined;
    this.parent = earlier.named.get(this.base.toLowerCase());
  }

  readonly #chain = lazy((): readonly Stage[] => (this.parent ? [...this.parent.chain, this] : [this]));

  /** This stage and those that it is built on, the first one first: what an image of this stage has in it. */
  get chain(): readonly Stage[] {
    return this.#chain();
  }

  readonly #inherited = lazy((): readonly Instruction[] => this.chain.flatMap((stage) => stage.instructions));

  /** The instructions of the chain, in the order in which they take effect. */
  get inherited(): readonly Instruction[] {
    return this.#inherited();
  }

  /** The image at the bottom of the chain. */
  get baseImage(): { image: string; at: Place } {
    const [first] = this.chain;
    return { image: first?.base ?? this.base, at: first?.baseAt ?? this.baseAt };
  }

  /** The last instruction of the kind in the chain. */
  last(keyword: string): Instruction | undefined {
    return this.inherited.findLast((instruction) => instruction.keyword === keyword);
  }

  /** ENV of the chain, and ARG defaults; ENV wins. The value is expanded with what stands before it. */
  readonly variables = lazy(() => {
    const values = new Map<string, StageVariable>();
    const known = new Map<string, string>();
    for (const { keyword, pairs } of this.inherited) {
      if (keyword !== "ENV" && keyword !== "ARG") continue;
      for (const pair of pairs) {
        const { name, value } = pair;
        if (keyword === "ARG" && (values.get(name)?.kind === "ENV" || value === undefined)) continue;
        const expanded = expand(value ?? "", known);
        known.set(name, expanded);
        values.set(name, new StageVariable(expanded, keyword, pair));
      }
    }
    return values;
  });

  readonly #env = lazy(() => new Map([...this.variables()].filter(([, { kind }]) => kind === "ENV")));

  /** ENV of the chain: what a container has in its environment. */
  get env(): ReadonlyMap<string, StageVariable> {
    return this.#env();
  }

  /** The folder of the last WORKDIR, absolute; undefined when that depends on the base image. */
  get workdir(): string | undefined {
    let folder: string | undefined;
    for (const { keyword, words } of this.inherited) {
      const [word] = words;
      if (keyword !== "WORKDIR" || !word) continue;
      if (word.text.startsWith("/")) folder = word.text.replace(/(.)\/$/, "$1");
      else if (folder !== undefined) folder = `${folder === "/" ? "" : folder}/${word.text}`;
    }
    return folder;
  }
}

/** A Dockerfile with its stages. */
export class DockerfileFacts {
  readonly path: string;
  readonly source: SourceText;
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];

  constructor(source: SourceText) {
    this.path = source.path;
    this.source = source;
    this.instructions = readInstructions(source);
    this.stages = toStages(this.instructions, source);
  }

  readonly #named = lazy(
    () =>
      new Map(
        this.stages.flatMap((stage) => (stage.name === undefined ? [] : [[stage.name.toLowerCase(), stage] as const])),
      ),
  );
  readonly #stageOf = lazy(
    () =>
      new Map(
        this.stages.flatMap((stage) => [stage.from, ...stage.instructions].map((each) => [each, stage] as const)),
      ),
  );

  /** The stage that is built: the named one, by default the last. Undefined when there is none of that name. */
  target(name?: string): Stage | undefined {
    if (name === undefined) return this.stages.at(-1);
    return this.#named().get(name.toLowerCase()) ?? (/^\d+$/.test(name) ? this.stages[Number(name)] : undefined);
  }

  /** The stage that an instruction stands in. */
  stageOf(instruction: Instruction): Stage | undefined {
    return this.#stageOf().get(instruction);
  }

  get start(): Position {
    return { file: this.path, line: 1, column: 1 };
  }
}

function toStages(instructions: readonly Instruction[], source: SourceText): Stage[] {
  const stages: Stage[] = [];
  const named = new Map<string, Stage>();
  const globals = new Map<string, string>();
  for (const instruction of instructions) {
    const current = stages.at(-1);
    if (instruction.keyword === "FROM") {
      const stage = new Stage(instruction, source, { count: stages.length, named }, globals);
      stages.push(stage);
      if (stage.name !== undefined) named.set(stage.name.toLowerCase(), stage);
    } else if (current) current.instructions.push(instruction);
    else if (instruction.keyword === "ARG") {
      for (const { name, value } of instruction.pairs) {
        if (value !== undefined) globals.set(name, expand(value, globals));
      }
    }
  }
  return stages;
}

/** The text with its variables replaced; those without a value stand as unknown. */
export function expand(text: string, variables: ReadonlyMap<string, string>): string {
  if (!text.includes("$")) return text;
  try {
    return substitute(text, { lookup: (name) => variables.get(name), standIn: unknownVariable });
  } catch (error) {
    if (error instanceof TemplateError) return unknownVariable(text);
    throw error;
  }
}
