import { mapping, scalar, textOf } from "../node.ts";
import { expandFileMount } from "../short/file-mount.ts";
import { extraHosts, namedTexts, pairs, texts, ulimits } from "./common.ts";
import { buildExtras } from "./extras.ts";
import { bytes, fileMode, flag, listOf, mappingOf, text } from "./shape.ts";

export const fileMountKeys = {
  source: text(),
  target: text(),
  uid: text(),
  gid: text(),
  mode: fileMode,
};

/** @see https://github.com/compose-spec/compose-spec/blob/main/build.md */
export const build = mappingOf(
  {
    context: text({ path: "context" }),
    dockerfile: text(),
    dockerfile_inline: text(),
    entitlements: texts(),
    args: pairs(text({ from: "scalars", nullable: true, keepEmpty: true })),
    ssh: pairs(text({ from: "scalars", nullable: true }), { printedAsList: true }),
    labels: pairs(),
    cache_from: texts(),
    cache_to: texts(),
    no_cache: flag(),
    no_cache_filter: texts({ single: true }),
    additional_contexts: pairs(text({ from: "scalars", path: "additional-context" })),
    network: text(),
    provenance: text({ from: "scalars" }),
    sbom: text({ from: "scalars" }),
    pull: flag(),
    target: text(),
    shm_size: bytes(),
    extra_hosts: extraHosts,
    isolation: text(),
    privileged: flag(),
    secrets: listOf(mappingOf(fileMountKeys, { expand: expandFileMount, required: ["source"] })),
    tags: namedTexts(),
    ulimits,
    platforms: texts(),
    "x-gantry": buildExtras,
  },
  {
    expand: (node) =>
      textOf(node) === undefined ? node : mapping([["context", scalar(textOf(node) ?? "", { at: node.at })]], node),
    complete: (value) => {
      if (value["dockerfile_inline"] === undefined) value["dockerfile"] ??= "Dockerfile";
    },
  },
);
