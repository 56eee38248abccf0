import { posix, relative } from "node:path";
import type { Variables } from "../../compose/loading.ts";
import type { Issue } from "../../model/error.ts";
import type { ModelPath } from "../../model/position.ts";
import type { Network, Stack } from "../../model/stack.ts";
import type { Place } from "../place.ts";
import type { ComposeCommand } from "./compose/compose-command.ts";
import type { ComposeFile, VariableUse } from "./compose/compose-file.ts";
import type { ComposeSet } from "./compose/find-stacks.ts";
import { type LooseModel, loadModel, projectFolder } from "./compose/load-model.ts";
import type { Scope } from "./compose/production-scope.ts";
import { type EnvTemplate, templatesFor } from "./env/env-template.ts";
import type { Facts } from "./facts.ts";
import { lazy } from "./lazy.ts";
import { ServiceFacts } from "./service/service-facts.ts";

/** A set of Compose files, merged: what one `docker compose -f … -f …` works with. */
export class StackFacts {
  readonly facts: Facts;
  /** In the order in which they are merged, relative to the root. */
  readonly files: readonly string[];
  /** The folder of the project, relative to the root: `""`, `deploy`. */
  readonly folder: string;
  readonly scope: Scope;
  /** The `docker compose` commands in the repository that use just this set. */
  readonly commands: readonly ComposeCommand[];
  readonly #composeFiles: readonly ComposeFile[];
  readonly #loaded: () => LooseModel;
  readonly #services: () => ReadonlyMap<string, ServiceFacts>;

  constructor(set: ComposeSet, scope: Scope, files: readonly ComposeFile[], facts: Facts) {
    this.facts = facts;
    this.files = set.files;
    this.commands = set.commands;
    this.scope = scope;
    this.#composeFiles = files;
    this.folder = projectFolder(set.files[0] ?? "");
    this.#loaded = lazy(() =>
      loadModel(files, { root: facts.repository.root, directory: this.folder, environment: facts.environment }),
    );
    this.#services = lazy(
      () =>
        new Map(
          Object.entries(this.model.services).map(([name, model]) => [name, new ServiceFacts(name, model, this)]),
        ),
    );
  }

  /** Whether a swarm runs it: that starts all services at once, and again when they end or are unhealthy. */
  get isSwarm(): boolean {
    return this.commands.some(({ swarm }) => swarm);
  }

  /** The merged, normalised model. */
  get model(): Stack {
    return this.#loaded().stack;
  }

  /** The variables that the environment at hand sets. */
  get ownVariables(): Variables {
    return this.#loaded().variables;
  }

  /** All services, those of inactive profiles too. */
  get services(): ReadonlyMap<string, ServiceFacts> {
    return this.#services();
  }

  service(name: string): ServiceFacts | undefined {
    return this.services.get(name);
  }

  readonly #hosts = lazy(() => {
    const hosts = new Map<string, Set<ServiceFacts>>();
    for (const service of this.services.values()) {
      for (const host of service.hostNames) hosts.set(host, (hosts.get(host) ?? new Set()).add(service));
    }
    return hosts;
  });

  /** The services that answer to a host name inside the stack. */
  servicesByHost(host: string): readonly ServiceFacts[] {
    return [...(this.#hosts().get(host) ?? [])];
  }

  /** The service that answers to a host name inside the stack: the one of that name, or the first. */
  serviceByHost(host: string): ServiceFacts | undefined {
    return this.services.get(host) ?? this.servicesByHost(host)[0];
  }

  readonly #awaited = lazy(
    () =>
      new Set(
        Object.values(this.model.services).flatMap(({ depends_on: dependencies = {} }) =>
          Object.keys(dependencies).filter(
            (name) => dependencies[name]?.condition === "service_completed_successfully",
          ),
        ),
      ),
  );

  /** The services that others wait for until they have ended. */
  get awaited(): ReadonlySet<string> {
    return this.#awaited();
  }

  network(name: string): Network | undefined {
    return this.model.networks?.[name];
  }

  /** What Docker Compose would refuse in it. */
  get issues(): readonly Issue[] {
    return this.#loaded().issues;
  }

  /** Where a value is written, or the nearest thing around it. */
  at(...path: ModelPath): Place {
    return this.#loaded().at(path) ?? { file: this.files[0] ?? "", line: 1, column: 1 };
  }

  keyAt(...path: ModelPath): Place {
    return this.#loaded().keyAt(path) ?? this.at(...path);
  }

  /** Whether something is written at the path that a variable hides: a rule must not say that it is missing. */
  isUnclear(...path: ModelPath): boolean {
    return this.#loaded().unclear.some((unclear) =>
      path.every((part, index) => index >= unclear.length || unclear[index] === part),
    );
  }

  /** Every `${NAME}` of its files. */
  get variables(): readonly VariableUse[] {
    return this.#composeFiles.flatMap(({ variables }) => variables);
  }

  /** The templates of the env file that Docker Compose reads for it, the nearest first. */
  get templates(): readonly EnvTemplate[] {
    return templatesFor(posix.join(this.folder, ".env"), this.facts.envTemplates);
  }

  /** A path of the model, which is absolute, relative to the root; undefined outside the repository. */
  relative(absolute: string): string | undefined {
    if (!absolute.startsWith("/")) return undefined;
    const path = relative(this.facts.repository.root, absolute);
    return path === ".." || path.startsWith("../") ? undefined : path;
  }
}
