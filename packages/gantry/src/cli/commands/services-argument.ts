import type { ArgumentDefinition } from "./definition.ts";

export const servicesArgument = (description: string): ArgumentDefinition => ({ name: "[services...]", description });
