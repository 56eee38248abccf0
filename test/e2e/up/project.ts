import { randomBytes } from "node:crypto";
import type { ApplyResult } from "../../../packages/gantry/src/apply/apply-options.ts";
import { applyPlan } from "../../../packages/gantry/src/apply/apply-plan.ts";
import { type ConvergeOptions, converge } from "../../../packages/gantry/src/apply/converge.ts";
import type { ApplyEvent, Phase } from "../../../packages/gantry/src/apply/event.ts";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import type { ContainerInspect } from "../../../packages/gantry/src/engine/types.ts";
import { UserError } from "../../../packages/gantry/src/model/error.ts";
import { noPositions } from "../../../packages/gantry/src/model/position.ts";
import type { Service } from "../../../packages/gantry/src/model/service.ts";
import type { Stack } from "../../../packages/gantry/src/model/stack.ts";
import { describeStack } from "../../../packages/gantry/src/plan/describe-stack.ts";
import type { Desired } from "../../../packages/gantry/src/plan/desired.ts";
import { label } from "../../../packages/gantry/src/plan/labels.ts";
import { observe } from "../../../packages/gantry/src/plan/observe.ts";
import type { Observed } from "../../../packages/gantry/src/plan/observed.ts";
import type { Plan } from "../../../packages/gantry/src/plan/plan.ts";
import { type PlanDownOptions, planDown } from "../../../packages/gantry/src/plan/plan-down.ts";
import { readFileSources } from "../../../packages/gantry/src/plan/read-file-sources.ts";

export const second = 1e9;
export const image = "busybox:latest";

type Changes = Omit<Partial<Stack>, "services" | "name">;

/** A project of a test's own on the real engine. Disposing of it removes everything that has its label. */
export interface TestProject extends AsyncDisposable {
  name: string;
  engine: Engine;
  /** Everything that was emitted, of all runs. */
  events: ApplyEvent[];
  up(services: Record<string, Service>, options?: Partial<ConvergeOptions> & { stack?: Changes }): Promise<ApplyResult>;
  /** As `up`, for one that is expected to fail. */
  failUp(
    services: Record<string, Service>,
    options?: Partial<ConvergeOptions> & { stack?: Changes },
  ): Promise<UserError>;
  down(services: Record<string, Service>, options?: PlanDownOptions): Promise<ApplyResult>;
  describe(services: Record<string, Service>, changes?: Changes): Promise<Desired>;
  /** Carries out a plan for what is there: `planRestart`, `planStop`, `planStart`. */
  apply(services: Record<string, Service>, plan: (desired: Desired, observed: Observed) => Plan): Promise<ApplyResult>;
  /** A service's containers, by name. */
  containers(service?: string): Promise<ContainerInspect[]>;
  /** The only container of a service. */
  container(service: string): Promise<ContainerInspect>;
  /** What a command in a service's container prints. */
  run(service: string, ...command: string[]): Promise<string>;
  /** The phases that a service went through, repetitions left out. */
  phases(service: string): Phase[];
}

export async function createProject(): Promise<TestProject> {
  const name = `gantry-test-up-${randomBytes(4).toString("hex")}`;
  const engine = await connectEngine();
  const { apiVersion } = await engine.ping();
  const mine = { labels: [`${label.project}=${name}`] };
  const events: ApplyEvent[] = [];
  const emit = (event: ApplyEvent) => void events.push(event);

  const describe = async (services: Record<string, Service>, changes: Changes = {}) => {
    // As both front ends leave it: networks and volumes have names of the project.
    const networks = changes.networks ?? { default: { name: `${name}_default` } };
    const stack: Stack = {
      name,
      ...changes,
      networks,
      services: Object.fromEntries(
        Object.entries(services).map(([key, service]) => [
          key,
          { image, networks: { default: null }, stop_grace_period: second, ...service },
        ]),
      ),
    };
    const fileContents = await readFileSources({
      stack,
      directory: process.cwd(),
      variables: {},
      positions: noPositions,
    });
    return describeStack(stack, { engine: { apiVersion }, directory: process.cwd(), fileContents });
  };
  const containers = async (service?: string) => {
    const labels = service === undefined ? mine.labels : [...mine.labels, `${label.service}=${service}`];
    const found = await engine.containers.list({ labels });
    const inspected = await Promise.all(found.map(({ Id }) => engine.containers.inspect(Id)));
    return inspected.sort((a, b) => a.Name.localeCompare(b.Name));
  };
  const project: TestProject = {
    name,
    engine,
    events,
    describe,
    containers,
    up: async (services, { stack, ...options } = {}) =>
      converge(await describe(services, stack), { engine, emit, ...options }),
    failUp: async (services, options) => {
      const result = await project.up(services, options).catch((error: unknown) => error);
      if (result instanceof UserError) return result;
      throw result instanceof Error ? result : new Error("It came up, although it should not.");
    },
    apply: async (services, plan) => {
      const desired = await describe(services);
      return applyPlan(plan(desired, await observe(engine, name, desired)), { engine, emit });
    },
    down: (services, options) => project.apply(services, (desired, observed) => planDown(desired, observed, options)),
    container: async (service) => {
      const [found, ...others] = await containers(service);
      if (!found || others.length > 0) throw new Error(`${service} has ${others.length + (found ? 1 : 0)} containers.`);
      return found;
    },
    run: async (service, ...command) => {
      const { Id } = await project.container(service);
      return (await engine.exec(Id, { command })).output.trim();
    },
    phases: (service) =>
      events
        .flatMap((event) => (event.type === "phase" && event.service === service ? [event.phase] : []))
        .filter((phase, index, all) => phase !== all[index - 1]),
    [Symbol.asyncDispose]: async () => {
      for (const { Id } of await engine.containers.list(mine)) {
        await engine.containers.remove(Id, { force: true, volumes: true });
      }
      await Promise.all((await engine.networks.list(mine)).map(({ Id }) => engine.networks.remove(Id)));
      await Promise.all((await engine.volumes.list(mine)).map(({ Name }) => engine.volumes.remove(Name)));
      for (const { Id } of await engine.images.list(mine)) await engine.images.remove(Id, { force: true });
      await engine.close();
    },
  };
  return project;
}

/** A service that runs until it is stopped, at once when it is asked to. */
export function sleeper(changes: Service = {}): Service {
  return { command: ["sh", "-c", "trap exit TERM; while :; do sleep 0.1; done"], ...changes };
}

/** A service that is ready when a file is there, which it makes after some seconds. */
export function readyAfter(seconds: number, changes: Service = {}): Service {
  return {
    command: ["sh", "-c", `trap exit TERM; sleep ${seconds}; touch /ready; while :; do sleep 0.1; done`],
    healthcheck: { test: ["CMD-SHELL", "test -f /ready || { echo not ready; exit 1; }"], interval: 30 * second },
    ...changes,
  };
}
