import type { Build } from "../../model/service.ts";

/** One image to build: a service's `build`, or that of several services that are built alike. */
export interface BuildTarget {
  /** As progress and errors name it: letters, digits, dashes, underscores. */
  name: string;
  /** The services whose image it becomes, never empty. The first one stands in messages. */
  services: readonly string[];
  /** Complete: what options add is merged in, and `service:` contexts are `target:` ones. */
  build: Build;
  /** What the image is called in the end. */
  tags: readonly string[];
}

/** Targets that are built together. */
export interface TargetSet {
  targets: readonly BuildTarget[];
  /** Built because a target takes files from them, and not kept as images. */
  linked: readonly BuildTarget[];
}

/** A secret for a build: a file, or a value. */
export type BuildSecretSource = { file: string } | { value: string };

/** Where a build finds what its target only names. */
export interface BuildPlace {
  /** The folder that relative paths count from. */
  directory: string;
  /** `secrets` of the stack, by name. */
  secrets?: Readonly<Record<string, BuildSecretSource>> | undefined;
  /** Where build arguments without a value take theirs from. */
  environment: Readonly<Record<string, string | undefined>>;
}

/** A git repository, an archive's address, another image or target: not a folder here. */
export function isRemote(context: string | undefined): boolean {
  return context !== undefined && (/^(target:|[a-z][a-z0-9+.-]*:\/\/)/.test(context) || /^git@/.test(context));
}
