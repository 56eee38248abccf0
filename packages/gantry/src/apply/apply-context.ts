import type { Engine } from "../engine/engine.ts";
import { createLimiter } from "../engine/http/limiter.ts";
import type { StartingOperation } from "../plan/operation.ts";
import type { ApplyOptions } from "./apply-options.ts";
import type { ApplyEvent, Phase } from "./event.ts";
import { createProbeBudget, type ProbeBudget } from "./health/probe-budget.ts";
import { type ContainerWatch, watchContainers } from "./health/watch-containers.ts";

/** How many containers are created, started, stopped or removed at a time: more only queue up inside the engine. */
const containersAtOnce = 8;
const imagesAtOnce = 4;

type Untimed<Event> = Event extends ApplyEvent ? Omit<Event, "time"> : never;

/** A container, as far as events and errors name it. */
export interface NamedContainer {
  service: string;
  name: string;
}

/** What all parts of one run share. */
export interface ApplyContext {
  project: string;
  engine: Engine;
  options: ApplyOptions;
  /** The caller's, or one that is never aborted. */
  signal: AbortSignal;
  emit(event: Untimed<ApplyEvent>): void;
  /** Says how far a container is, and remembers it. */
  setPhase(container: NamedContainer, phase: Phase, detail?: string): void;
  /** The last phase of each container, by name. */
  phases: ReadonlyMap<string, Phase>;
  budget: ProbeBudget;
  /** Opened when it is first asked for, closed at the end. */
  watch(): ContainerWatch;
  /** Aborted when containers have had their time to become ready; the time begins with the first call. */
  deadline(): AbortSignal;
  limitContainers: ReturnType<typeof createLimiter>;
  limitImages: ReturnType<typeof createLimiter>;
}

export function createApplyContext(project: string, options: ApplyOptions, ended: AbortSignal): ApplyContext {
  const { engine, waitTimeout } = options;
  const emitTo = options.emit ?? (() => {});
  const emit = (event: Untimed<ApplyEvent>) => emitTo({ ...event, time: Date.now() } as ApplyEvent);
  const phases = new Map<string, Phase>();
  const signal = options.signal ?? new AbortController().signal;
  let watch: ContainerWatch | undefined;
  let deadline: AbortSignal | undefined;
  return {
    project,
    engine,
    options,
    signal,
    emit,
    setPhase: ({ service, name }, phase, detail) => {
      phases.set(name, phase);
      emit({ type: "phase", service, container: name, phase, ...(detail ? { detail } : {}) });
    },
    phases,
    budget: createProbeBudget(),
    watch: () => {
      watch ??= watchContainers(engine, project, AbortSignal.any([signal, ended]));
      return watch;
    },
    deadline: () => {
      deadline ??= waitTimeout === undefined ? new AbortController().signal : AbortSignal.timeout(waitTimeout);
      return deadline;
    },
    limitContainers: createLimiter(containersAtOnce),
    limitImages: createLimiter(imagesAtOnce),
  };
}

/** What a container waits for, in words: `db to be healthy, migrate to complete`. */
export function describeGates({ gates }: Pick<StartingOperation, "gates">): string {
  const words = {
    service_started: "to start",
    service_healthy: "to be healthy",
    service_completed_successfully: "to complete",
  };
  return [...new Set(gates.map(({ service, condition }) => `${service} ${words[condition]}`))].join(", ");
}
