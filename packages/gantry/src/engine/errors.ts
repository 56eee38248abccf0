export { EngineAddressError } from "./errors/engine-address-error.ts";
export { EngineError } from "./errors/engine-error.ts";
export { EngineTooOldError } from "./errors/engine-too-old-error.ts";
export { EngineUnreachableError, type UnreachableReason } from "./errors/engine-unreachable-error.ts";
