import type { ImageReference } from "./image-reference.ts";

export interface Retirement {
  /** When it was retired, and what that means. */
  readonly what: string;
  readonly instead: string;
  readonly link: string;
}

const retirements: readonly { matches: (image: ImageReference) => boolean; retirement: Retirement }[] = [
  {
    matches: ({ name, tag }) => name.startsWith("bitnami/") && tag !== undefined && tag !== "latest",
    retirement: {
      what: "Bitnami's versioned tags left Docker Hub on 28 August 2025",
      instead: "the project's official image, or a build of your own",
      link: "https://github.com/bitnami/containers/issues/83267",
    },
  },
  {
    matches: ({ name }) => name.startsWith("bitnamilegacy/"),
    retirement: {
      what: "bitnamilegacy gets no updates",
      instead: "the project's official image",
      link: "https://github.com/bitnami/containers/issues/83267",
    },
  },
  {
    matches: ({ name }) => name === "grafana/promtail",
    retirement: {
      what: "Promtail ended on 2 March 2026",
      instead: "grafana/alloy",
      link: "https://grafana.com/docs/loki/latest/send-data/promtail/",
    },
  },
  {
    matches: ({ name }) => name === "openjdk",
    retirement: {
      what: "the image is deprecated and gets no updates",
      instead: "eclipse-temurin",
      link: "https://hub.docker.com/_/openjdk",
    },
  },
  {
    matches: ({ registry }) => registry === "k8s.gcr.io",
    retirement: {
      what: "the registry k8s.gcr.io is frozen",
      instead: "registry.k8s.io",
      link: "https://kubernetes.io/blog/2023/03/10/image-registry-redirect/",
    },
  },
];

/** Why nobody should use an image any more; undefined when nothing is known against it. */
export const retirementOf = (image: ImageReference): Retirement | undefined =>
  retirements.find(({ matches }) => matches(image))?.retirement;
