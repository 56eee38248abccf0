import { dirname, posix } from "node:path";
import type { ModelPath } from "../../../model/position.ts";
import type { Service } from "../../../model/service.ts";
import { parseEnvFile } from "../../parse/parse-env-file.ts";
import type { Place } from "../../place.ts";
import { embedYamlText } from "../../shell/embed.ts";
import { type ShellCommand, ShellDocument } from "../../shell/shell-document.ts";
import type { Tri } from "../../tri.ts";
import type { DockerfileFacts, Stage } from "../dockerfile/dockerfile-facts.ts";
import { templatesFor } from "../env/env-template.ts";
import { ImageFacts } from "../images/image-facts.ts";
import { lazy } from "../lazy.ts";
import type { StackFacts } from "../stack-facts.ts";
import { hasUnknown, unknownVariable } from "../unknown.ts";
import type { HealthFacts } from "./health-facts.ts";
import { quoteWord } from "./quote-word.ts";
import { readComposeHealth, readDockerfileHealth } from "./read-health.ts";
import { type EnvVariable, ServiceEnv } from "./service-env.ts";
import { startCommandsOf } from "./start-commands.ts";

/** How a service's image is built. Paths are relative to the root. */
export interface BuildFacts {
  /** Undefined: outside the repository, remote, or not known. */
  readonly context: string | undefined;
  readonly dockerfilePath: string | undefined;
  /** Undefined when the file is not there or not known. */
  readonly dockerfile: DockerfileFacts | undefined;
  readonly target: string | undefined;
  /** The stage that is built. */
  readonly stage: Stage | undefined;
  readonly args: ReadonlyMap<string, string>;
}

/** A service of a merged stack, joined with what it is built from, runs and gets. */
export class ServiceFacts {
  readonly name: string;
  readonly stack: StackFacts;
  /** Normalised: long syntax, durations in nanoseconds, sizes in bytes. Texts may have unknown variables in them: see `hasUnknown`. */
  readonly model: Service;

  constructor(name: string, model: Service, stack: StackFacts) {
    this.name = name;
    this.model = model;
    this.stack = stack;
  }

  /** Where a value of the service is written, or the nearest thing around it: `at("ports", 0)`. Without arguments the service's own key. */
  at(...path: ModelPath): Place {
    return path.length === 0 ? this.stack.keyAt("services", this.name) : this.stack.at("services", this.name, ...path);
  }

  /** Where the key of a value stands. */
  keyAt(...path: ModelPath): Place {
    return this.stack.keyAt("services", this.name, ...path);
  }

  /** Whether the service says something at the path: `has("deploy", "resources")`. Unknown when only a variable tells. */
  has(...path: ModelPath): Tri {
    let value: unknown = this.model;
    for (const part of path) {
      value =
        typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[part] : undefined;
    }
    if (value !== undefined && value !== null) return "yes";
    return this.stack.isUnclear("services", this.name, ...path) ? "unknown" : "no";
  }

  readonly #build = lazy((): BuildFacts | undefined => {
    const { build } = this.model;
    if (!build) return undefined;
    const context = this.stack.relative(build.context ?? "");
    const args = new Map(
      Object.entries(build.args ?? {}).map(([name, value]) => [name, value ?? unknownVariable(name)]),
    );
    const file = build.dockerfile ?? "Dockerfile";
    const path =
      build.dockerfile_inline !== undefined || context === undefined || hasUnknown(file)
        ? undefined
        : file.startsWith("/")
          ? this.stack.relative(file)
          : posix.join(context, file);
    const dockerfile = path === undefined ? undefined : this.stack.facts.dockerfile(path);
    const known = build.target === undefined || !hasUnknown(build.target);
    return {
      context,
      dockerfilePath: path,
      dockerfile,
      target: build.target,
      stage: known ? dockerfile?.target(build.target) : undefined,
      args,
    };
  });

  get build(): BuildFacts | undefined {
    return this.#build();
  }

  readonly #image = lazy((): ImageFacts | undefined => {
    const { facts } = this.stack;
    if (this.build) {
      const { dockerfile, stage } = this.build;
      if (!dockerfile || !stage) return undefined;
      const { baseImage } = stage;
      const name = this.model.image ?? `${this.stack.model.name}-${this.name}`;
      const built = { asked: facts.programsAskedOf(name), live: facts.liveImage(name) };
      const asked = facts.programsAskedOf(baseImage.image);
      return new ImageFacts(baseImage, facts.knowImage(baseImage.image), asked, { dockerfile, stage, image: built });
    }
    const { image } = this.model;
    if (image === undefined) return undefined;
    return new ImageFacts({ image, at: this.at("image") }, facts.knowImage(image), facts.programsAskedOf(image));
  });

  /** What its containers run; undefined when a build cannot be looked into. */
  get image(): ImageFacts | undefined {
    return this.#image();
  }

  /** Whether it runs an image of one of the families: `is("postgres")`. */
  is(...families: readonly string[]): Tri {
    return this.image?.is(...families) ?? "unknown";
  }

  /** Its env files. One without a path, which Docker Compose refuses, is none. */
  get envFiles(): NonNullable<Service["env_file"]> {
    return (this.model.env_file ?? []).filter(({ path }: { path?: string }) => path !== undefined);
  }

  readonly #env = lazy((): ServiceEnv => {
    const variables: EnvVariable[] = [...(this.image?.env ?? [])].map(([name, { value, at }]) => ({
      name,
      value,
      at,
      valueAt: at,
      source: "dockerfile",
    }));
    let isOpen = this.build !== undefined && this.image === undefined;
    for (const { path, required } of this.envFiles) {
      const read = this.#readEnvFile(path, required);
      if (read) variables.push(...read);
      else isOpen = true;
    }
    for (const [name, value] of Object.entries(this.model.environment ?? {})) {
      const at = this.at("environment", name);
      variables.push({ name, value: value ?? unknownVariable(name), at, valueAt: at, source: "environment" });
    }
    return new ServiceEnv(variables, isOpen);
  });

  get env(): ServiceEnv {
    return this.#env();
  }

  /** The variables of an env file, or of a template for it; undefined when there is neither. */
  #readEnvFile(absolute: string, required: boolean | undefined): EnvVariable[] | undefined {
    const { repository, envTemplates } = this.stack.facts;
    const path = this.stack.relative(absolute);
    if (path === undefined || hasUnknown(path)) {
      // A path on the server: the template of the same name in the project's folder stands for it.
      const [template] = templatesFor(
        posix.join(dirname(this.stack.files[0] ?? ""), posix.basename(absolute)),
        envTemplates,
      );
      return template?.entries.filter((entry) => !entry.commentedOut).map((entry) => toVariable(entry, "env-template"));
    }
    const source = repository.hasFile(path) ? repository.read(path) : undefined;
    if (source)
      return parseEnvFile(source)
        .filter((entry) => !entry.commentedOut)
        .map((entry) => toVariable(entry, "env-file"));
    const [template] = templatesFor(path, envTemplates);
    if (!template && required === false) return [];
    return template?.entries.filter((entry) => !entry.commentedOut).map((entry) => toVariable(entry, "env-template"));
  }

  readonly #health = lazy((): HealthFacts | undefined => {
    const own = readComposeHealth(this);
    if (own) return own;
    const stage = this.image?.stage;
    return stage && readDockerfileHealth(stage, this.model.healthcheck);
  });

  /** The health check that counts, of the Compose file or the Dockerfile. `form` is `NONE` where it is switched off. */
  get health(): HealthFacts | undefined {
    return this.#health();
  }

  /** Whether the container has a health check, the image's own included. */
  get isProbed(): Tri {
    const { health } = this;
    if (health) return health.form === "NONE" ? "no" : "yes";
    if (this.stack.isUnclear("services", this.name, "healthcheck")) return "unknown";
    if (!this.image?.knowledge) return "unknown";
    return this.image.knowledge.hasHealthcheck ? "yes" : "no";
  }

  readonly #process = lazy((): readonly ShellDocument[] => {
    const documents: ShellDocument[] = [];
    for (const key of ["entrypoint", "command"] as const) {
      const words = this.model[key];
      if (!words || words.length === 0) continue;
      // `entrypoint: sh -c` with the text as the command.
      const opened = key === "command" && opensShell(this.model.entrypoint ?? []);
      const text = opened ? words[0] : words[2];
      const isShell = opened || (opensShell(words.slice(0, 2)) && text !== undefined);
      const place = this.at(key, isShell && !opened ? 2 : 0);
      const source = this.stack.facts.repository.read(place.file);
      const origin = { type: "compose", service: this.name, key } as const;
      if (source)
        documents.push(
          new ShellDocument(
            embedYamlText(source, place, isShell && text !== undefined ? text : words.map(quoteWord).join(" ")),
            origin,
          ),
        );
    }
    return documents;
  });

  /** `entrypoint` and `command` of the Compose file as shell text, so that their programs can be looked at alike. */
  get processDocuments(): readonly ShellDocument[] {
    return this.#process();
  }

  readonly #startCommands = lazy(() => startCommandsOf(this));

  /** Every command that runs when a container starts, those of scripts that it leads to included. */
  get startCommands(): readonly ShellCommand[] {
    return this.#startCommands();
  }

  /** The words that the container starts, entrypoint and command together, of the Compose file or the Dockerfile; undefined when they are not known. */
  get argv(): readonly string[] | undefined {
    const stage = this.image?.stage;
    const fromImage = (keyword: string) => {
      const instruction = stage?.last(keyword);
      if (!instruction) return undefined;
      return instruction.exec ? instruction.words.map(({ text }) => text) : ["sh", "-c", instruction.shell?.text ?? ""];
    };
    const { entrypoint, command } = this.model;
    const first = entrypoint ?? fromImage("ENTRYPOINT");
    const second = command ?? (entrypoint ? [] : fromImage("CMD"));
    if (first === undefined && second === undefined) return undefined;
    return [...(first ?? []), ...(second ?? [])];
  }

  /** The ports that it listens on, as far as PORT, EXPOSE or the image tell; empty when they are not known. */
  get listens(): readonly number[] {
    const port = this.env.get("PORT")?.value;
    if (port !== undefined) return /^\d+$/.test(port) ? [Number(port)] : [];
    const exposed = [
      ...(this.model.expose ?? []),
      ...(this.image?.stage?.inherited ?? [])
        .filter(({ keyword }) => keyword === "EXPOSE")
        .flatMap(({ words }) => words.map(({ text }) => text)),
    ];
    const ports = exposed.flatMap((text) => (/^\d+(\/tcp)?$/.test(text) ? [Number.parseInt(text, 10)] : []));
    if (ports.length > 0 || this.build) return ports;
    return (this.image?.knowledge?.ports ?? [])
      .filter(({ protocol }) => protocol === "tcp")
      .map(({ port: known }) => known);
  }

  /** The names of its networks. */
  get networks(): readonly string[] {
    return Object.keys(this.model.networks ?? {});
  }

  /** The names by which other containers reach it. */
  get hostNames(): readonly string[] {
    const { container_name: container, hostname, networks } = this.model;
    const aliases = Object.values(networks ?? {}).flatMap((network) => network?.aliases ?? []);
    return [this.name, ...(container ? [container] : []), ...(hostname ? [hostname] : []), ...aliases];
  }
}

const opensShell = ([first = "", flag = "", ...more]: readonly string[]): boolean =>
  /^(\/bin\/)?(ba|a)?sh$/.test(first) && /^-\w*c$/.test(flag) && more.length === 0;

const toVariable = (
  entry: { name: string; value: string; at: Place; valueAt: Place },
  source: EnvVariable["source"],
): EnvVariable => ({
  name: entry.name,
  // What a template leaves empty is filled in later.
  value: source === "env-template" && entry.value === "" ? unknownVariable(entry.name) : entry.value,
  at: entry.at,
  valueAt: entry.valueAt,
  source,
});
