import { escapePattern } from "../../escape-pattern.ts";
import type { Place } from "../../place.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import type { Tri } from "../../tri.ts";
import type { DockerfileFacts, Stage } from "../dockerfile/dockerfile-facts.ts";
import { flagOf } from "../dockerfile/instruction.ts";
import { lazy } from "../lazy.ts";
import { hasUnknown } from "../unknown.ts";
import type { ImageKnowledge } from "./image-knowledge.ts";
import { type ImageReference, parseImageReference } from "./image-reference.ts";
import type { LiveImage } from "./live-image.ts";
import { programsOf } from "./package-tools.ts";

interface Installed {
  readonly tools: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
  /** All that RUN and COPY say: a program that is named there may be there. */
  readonly text: string;
}

/** The image that a service is built into, as an engine has it. */
export interface BuiltImage {
  /** Programs that rules ask for. */
  readonly asked: Set<string>;
  /** Undefined: nobody looked, or it was not built there yet. */
  readonly live: LiveImage | undefined;
}

/** What a container runs: an image from a registry, or a stage of a Dockerfile with all that it is built on. */
export class ImageFacts {
  /** The image from a registry, or the one at the bottom of the Dockerfile. */
  readonly base: ImageReference;
  readonly baseAt: Place;
  readonly knowledge: ImageKnowledge | undefined;
  readonly dockerfile: DockerfileFacts | undefined;
  /** The stage that is built. */
  readonly stage: Stage | undefined;
  readonly #asked: Set<string>;
  readonly #built: BuiltImage | undefined;

  /** @param asked Takes the programs that rules ask for. */
  constructor(
    base: { image: string; at: Place },
    knowledge: ImageKnowledge | undefined,
    asked: Set<string>,
    built?: { dockerfile: DockerfileFacts; stage: Stage; image?: BuiltImage },
  ) {
    this.base = parseImageReference(base.image);
    this.baseAt = base.at;
    this.knowledge = hasUnknown(this.base.name) ? undefined : knowledge;
    this.dockerfile = built?.dockerfile;
    this.stage = built?.stage;
    this.#asked = asked;
    this.#built = built?.image;
  }

  /** The family of the base: `node`, `postgres`; undefined when it is not known. */
  get family(): string | undefined {
    return this.knowledge?.family;
  }

  /** Whether it is one of the families; unknown when the image is. */
  is(...families: readonly string[]): Tri {
    if (!this.knowledge) return "unknown";
    return families.includes(this.knowledge.family) ? "yes" : "no";
  }

  /** Whether a program is there, by its name or path. What files leave open is what an engine found in the image that was built. */
  tool(name: string): Tri {
    const told = this.#toolByFiles(name);
    // A relative path counts from a folder that the image alone does not tell.
    if (name.includes("/") && !name.startsWith("/")) return told;
    this.#asked.add(name);
    this.#built?.asked.add(name);
    const found = told === "unknown" ? this.#built?.live?.tools.get(name) : undefined;
    return found === undefined ? told : found ? "yes" : "no";
  }

  #toolByFiles(name: string): Tri {
    const program = name.replace(/^.*\//, "");
    const { tools, removed, text } = this.#installed();
    if (tools.has(program)) return "yes";
    const known =
      this.knowledge?.tools.get(name.startsWith("/") ? name : program) ?? this.knowledge?.tools.get(program);
    if (removed.has(program)) return "no";
    if (known === true) return "yes";
    if (known === undefined) return "unknown";
    return new RegExp(`(^|[^\\w-])${escapePattern(program)}($|[^\\w-])`, "m").test(text) ? "unknown" : "no";
  }

  /** Whether there is a shell to run text. */
  get shell(): Tri {
    if (this.#installed().tools.has("sh")) return "yes";
    const known = this.knowledge?.hasShell;
    if (known === true) return "yes";
    if (known === undefined) return "unknown";
    return this.tool("sh");
  }

  /** Which wget answers, when one does. */
  get wget(): "busybox" | "gnu" | undefined {
    if (this.#installed().tools.has("wget")) return "gnu";
    return this.tool("wget") === "yes" ? this.knowledge?.wget : undefined;
  }

  /** The user that a container starts as, as USER says or the base does; undefined when it is not known. */
  get user(): { name: string; at: Place | undefined } | undefined {
    const instruction = this.stage?.last("USER");
    const word = instruction?.words[0];
    if (word) return hasUnknown(word.text) || word.text.includes("$") ? undefined : { name: word.text, at: word.at };
    return this.knowledge?.user === undefined ? undefined : { name: this.knowledge.user, at: undefined };
  }

  /** ENV of the Dockerfile. */
  get env(): ReadonlyMap<string, { value: string; at: Place }> {
    return this.stage?.env ?? new Map();
  }

  readonly #installed = lazy((): Installed => {
    const tools = new Set<string>();
    const removed = new Set<string>();
    const texts: string[] = [];
    for (const instruction of this.stage?.inherited ?? []) {
      const { keyword, shell, words } = instruction;
      if (keyword === "COPY" || keyword === "ADD") {
        texts.push(words.map(({ text }) => text).join(" "));
        const target = words.at(-1)?.text ?? "";
        if (/(^|\/)s?bin\/[^/]+$/.test(target)) tools.add(target.replace(/^.*\//, ""));
        // A whole folder of programs from elsewhere: anything may be in it.
        if (flagOf(instruction, "from") && /^\/$|(^|\/)(s?bin|usr|local|opt)\/?$/.test(target)) texts.push("*");
      }
      if (keyword !== "RUN" || !shell) continue;
      texts.push(shell.text);
      for (const { argv } of shell.commands) readInstall(unwrapCommand(argv), tools, removed);
    }
    const text = texts.includes("*")
      ? [...(this.knowledge?.tools.keys() ?? []), ...texts].join("\n")
      : texts.join("\n");
    return { tools, removed, text };
  });
}

/** Adds what `apk add`, `apt-get install`, `npm i -g` and `pip install` bring, and takes away what they remove. */
function readInstall(argv: readonly string[], tools: Set<string>, removed: Set<string>): void {
  const [program = "", ...rest] = argv;
  const operands = rest.filter((word) => !word.startsWith("-"));
  const [verb, ...packages] = operands;
  const system = /^(apk|apt|apt-get|dnf|yum|microdnf)$/.test(program);
  const global = /^(npm|pnpm|yarn|bun)$/.test(program) && rest.some((word) => word === "-g" || word === "--global");
  if ((system || global) && /^(add|install|i)$/.test(verb ?? "")) {
    // What is added under a name (`--virtual build`) goes away again with that name.
    const temporary = rest.some((word) => word === "-t" || word.startsWith("--virtual"));
    for (const pkg of packages) {
      for (const name of system ? programsOf(pkg) : [pkg.replace(/(.)@.*$/, "$1").replace(/^@[^/]+\//, "")]) {
        if (!temporary) tools.add(name);
        removed.delete(name);
      }
    }
  } else if (system && /^(del|remove|purge)$/.test(verb ?? "")) {
    for (const pkg of packages) {
      for (const name of programsOf(pkg)) {
        if (tools.delete(name)) removed.add(name);
      }
    }
  } else if (/^(pip3?|uv)$/.test(program)) {
    for (const pkg of operands) tools.add(pkg.replace(/[[=<>~!].*$/, ""));
  }
}
