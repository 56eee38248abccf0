export type * from "./model/service.ts";
export type * from "./model/stack.ts";
export { UserError } from "./model/error.ts";
