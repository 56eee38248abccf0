import type { Engine } from "../engine/engine.ts";
import { recognizeEngineText } from "../engine/errors/recognize-engine-text.ts";
import { EngineError } from "../engine/errors.ts";
import { parseImageReference } from "../image/registry/image-reference.ts";
import { UserError } from "../model/error.ts";
import type { Operation } from "../plan/operation.ts";
import { findPortHolders, portsTakenError } from "./preflight/find-port-holders.ts";
import { diskFullError } from "./preflight/preflight.ts";
import { wantedPorts } from "./preflight/wanted-ports.ts";

/**
 * What an engine's refusal means for the operation that it happened in. Anything but an `EngineError` stays what it is.
 *
 * `step` is the part of the operation: a status means one thing when a container is created, and another when it is started.
 */
export async function explainFailure(
  error: unknown,
  { engine, operation, step }: { engine: Engine; operation: Operation; step: string },
): Promise<unknown> {
  if (!(error instanceof EngineError)) return error;
  switch (operation.type) {
    case "pull-image":
      return imageMissing(operation.image, operation.services, error);
    case "create-container":
    case "replace-container":
      return await explainContainer(error, operation, { engine, step });
    default:
      return recognizeEngineText(error.detail) === "disk-full"
        ? withCause(diskFullError(), error)
        : refused(error, operation);
  }
}

async function explainContainer(
  error: EngineError,
  operation: Extract<Operation, { type: "create-container" | "replace-container" }>,
  { engine, step }: { engine: Engine; step: string },
): Promise<UserError> {
  const { service, name, spec } = operation;
  if (step === "created" && error.status === 404) return imageMissing(spec.body.Image, [service], error);
  if (step === "created" && error.status === 409) {
    return new UserError(`${service}: the name ${name} is taken by another container.`, {
      code: "name-conflict",
      fix: "Remove that container, or run the command again when it is one of this project's.",
      detail: error.detail,
      cause: error,
    });
  }
  switch (recognizeEngineText(error.detail)) {
    case "disk-full":
      return withCause(diskFullError(), error);
    case "bind-source-missing":
      return new UserError(`${service}: the source of a bind mount is not there.`, {
        code: "bind-source-missing",
        detail: error.detail,
        fix: "Make the file or folder on the engine's machine, or set bind.create_host_path for a folder.",
        cause: error,
      });
    case "port-taken":
      return await explainTakenPort(error, operation, engine);
    case undefined:
      return refused(error, operation);
  }
}

async function explainTakenPort(error: EngineError, operation: Operation, engine: Engine): Promise<UserError> {
  const signal = AbortSignal.timeout(5000);
  const taken = await findPortHolders(engine, wantedPorts([operation]), { freed: new Set(), signal }).catch(() => []);
  if (taken.length > 0) return withCause(portsTakenError(taken), error);
  return new UserError(`${subjectOf(operation)}: a port that it publishes is taken.`, {
    code: "port-taken",
    detail: error.detail,
    fix: "Stop what has it, or publish another port.",
    cause: error,
  });
}

function imageMissing(image: string, services: readonly string[], cause: EngineError): UserError {
  const { registry } = parseImageReference(image);
  const login = registry === "docker.io" ? "docker login" : `docker login ${registry}`;
  return new UserError(`${services.join(", ")}: the image ${image} cannot be had.`, {
    code: "image-missing",
    detail: cause.detail,
    fix: `Check its name and tag, and that the engine reaches ${registry}; if it is private, log in with "${login}".`,
    cause,
  });
}

function refused(cause: EngineError, operation: Operation): UserError {
  return new UserError(`${subjectOf(operation)}: the engine refused: ${cause.detail}`, { code: "failed", cause });
}

function subjectOf(operation: Operation): string {
  if ("service" in operation) return operation.service;
  return "name" in operation ? operation.name : operation.image;
}

function withCause(error: UserError, cause: unknown): UserError {
  const { message, code, exitCode, fix, detail, issues } = error;
  return new UserError(message, {
    code,
    exitCode,
    issues,
    cause,
    ...(fix === undefined ? {} : { fix }),
    ...(detail === undefined ? {} : { detail }),
  });
}
