import type { Place } from "../../place.ts";
import type { DockerfileFacts, Stage } from "../dockerfile/dockerfile-facts.ts";
import type { Dockerignore } from "../dockerfile/dockerignore.ts";
import type { ImageFacts } from "../images/image-facts.ts";
import type { ServiceFacts } from "../service/service-facts.ts";

/** One way in which an image is built: by a service, a workflow or a command; or a Dockerfile of which nobody says how. */
export interface ImageBuild {
  readonly by: "service" | "workflow" | "command" | "nobody";
  /** Relative to the root; undefined when it is not known, or not in the repository. */
  readonly context: string | undefined;
  readonly dockerfilePath: string | undefined;
  readonly dockerfile: DockerfileFacts | undefined;
  readonly target: string | undefined;
  readonly stage: Stage | undefined;
  readonly image: ImageFacts | undefined;
  /** Build arguments that are passed. Without a value: that of the environment. */
  readonly args: ReadonlyMap<string, { readonly value: string | undefined; readonly at: Place }>;
  readonly service: ServiceFacts | undefined;
  readonly ignore: Dockerignore | undefined;
  /** Whether what is built runs in production, as far as names and Compose files tell. */
  readonly production: boolean;
  readonly at: Place;
  readonly contextAt: Place;
  readonly dockerfileAt: Place;
  readonly targetAt: Place;
}
