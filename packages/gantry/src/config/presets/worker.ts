import { type Check, list, openText, orString, show } from "../options/checks.ts";
import { checksOf } from "../options/service-checks.ts";
import type { ServiceOptions } from "../options/service-options.ts";
import type { OpenReference } from "../reference.ts";
import { type BuildContext, type Draft, type RawMapping, ServiceDefinition } from "../service-definition.ts";
import { draftService } from "./draft-service.ts";
import { sizeHeap } from "./size-heap.ts";

export interface WorkerOptions extends Omit<ServiceOptions, "image" | "build"> {
  /** The service whose image it runs: built once, for both. Its environment is the worker's too, below the worker's own. */
  of: ServiceDefinition;
  /** What runs in place of the image's own command. A text is split as a shell would, but no shell runs it. */
  command: string | (string | OpenReference)[];
}

const ofService: Check = (value, path, report) => {
  if (!(value instanceof ServiceDefinition)) report(path, `${show(value)} is not a service.`);
  else if (value.blueprint.preset === "worker")
    report(path, "is a worker itself.", "Name the service that both are of.");
};

/**
 * A background process of an application: the same image and environment, another command, called by nobody. It waits for what the
 * application waits for, its migration included.
 *
 * @example
 * ```ts
 * const jobs = worker({ of: app, command: ["node", "dist/worker.js"], replicas: 2 });
 * ```
 */
export function worker(options: WorkerOptions): ServiceDefinition {
  const command = openText("everyone who may list processes sees it");
  const { image: _image, build: _build, ...checks } = checksOf<WorkerOptions & ServiceOptions>({ of: ofService });
  return new ServiceDefinition({
    preset: "worker",
    options: options ?? {},
    checks: { ...checks, command: orString(list(command, 1)) },
    required: ["of", "command"],
    build: (context) => draftWorker(context, options),
  });
}

function draftWorker(context: BuildContext, options: WorkerOptions): Draft {
  const { of, ...own } = options;
  const app = of.blueprint.build({ ...context, key: context.keyOf(of) });
  const draft = draftService(context, own, { preset: "worker", memory: "512m", stopGracePeriod: "60s", egress: true });
  const { image, build, "x-gantry": extras, cap_drop, cap_add, environment } = app.service;
  const { PORT: _port, HOSTNAME: _hostname, ...shared } = environmentOf(environment);
  // The application's heap follows from its memory, and the worker has memory of its own.
  const { NODE_OPTIONS: ofApp } = sizeHeap(memoryOf(app.service));
  const heap = ofApp !== undefined && shared["NODE_OPTIONS"] === ofApp ? sizeHeap(memoryOf(draft.service)) : {};
  return {
    ...draft,
    secrets: app.secrets ?? {},
    dependsOn: { ...app.dependsOn, ...draft.dependsOn },
    service: {
      ...draft.service,
      image,
      ...(build === undefined ? {} : { build }),
      ...(cap_drop === undefined ? {} : { cap_drop }),
      ...(cap_add === undefined ? {} : { cap_add }),
      environment: { ...shared, ...heap, ...environmentOf(draft.service["environment"]) },
      "x-gantry": { ...(extras as object), preset: "worker" },
    },
  };
}

function memoryOf({ deploy }: RawMapping): string {
  const { resources } = (deploy ?? {}) as { resources?: { limits?: { memory?: string } } };
  return resources?.limits?.memory ?? "";
}

const environmentOf = (value: unknown): Record<string, unknown> => (value ?? {}) as Record<string, unknown>;
