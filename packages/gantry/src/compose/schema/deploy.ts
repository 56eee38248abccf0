import { textOf } from "../node.ts";
import { pairs, texts } from "./common.ts";
import { bytes, decimal, duration, integer, listOf, mappingOf, type Shape, text } from "./shape.ts";

const updateConfig = mappingOf({
  parallelism: integer({ keepZero: true }),
  delay: duration({ dropZero: true }),
  failure_action: text(),
  monitor: duration({ dropZero: true }),
  max_failure_ratio: decimal(),
  order: text({ choices: ["start-first", "stop-first"] }),
});

/** All devices, unless they are counted or named. */
const countAll = (value: Record<string, unknown>): void => {
  if (value["device_ids"] === undefined) value["count"] ??= -1;
};

export const deviceRequestKeys: Record<string, Shape> = {
  capabilities: texts({ distinct: true }),
  count: integer({ words: { all: -1 } }),
  device_ids: texts({ distinct: true }),
  driver: text(),
  options: pairs(),
};

/** `gpus: all`, or a list of device requests. */
export const gpus = listOf(mappingOf(deviceRequestKeys, { complete: countAll }), {
  expand: (node, { fail }) => {
    const word = textOf(node);
    if (word === undefined) return node;
    if (word !== "all") {
      fail(`${JSON.stringify(word)} is neither "all" nor a list.`);
      return undefined;
    }
    return { kind: "sequence", items: [{ kind: "mapping", entries: new Map(), at: node.at }] };
  },
});

const genericResource = mappingOf({
  discrete_resource_spec: mappingOf({ kind: text(), value: integer({ truncate: true, keepZero: true }) }),
});

/** @see https://github.com/compose-spec/compose-spec/blob/main/deploy.md */
export const deploy = mappingOf(
  {
    mode: text(),
    endpoint_mode: text(),
    replicas: integer({ minimum: 0, keepZero: true }),
    labels: pairs(),
    update_config: updateConfig,
    rollback_config: updateConfig,
    resources: mappingOf({
      limits: mappingOf({ cpus: decimal(), memory: bytes({ textOnly: true }), pids: integer() }),
      reservations: mappingOf({
        cpus: decimal(),
        memory: bytes({ textOnly: true }),
        generic_resources: listOf(genericResource),
        devices: listOf(mappingOf(deviceRequestKeys, { required: ["capabilities"], complete: countAll })),
      }),
    }),
    restart_policy: mappingOf({
      condition: text(),
      delay: duration(),
      max_attempts: integer({ keepZero: true }),
      window: duration(),
    }),
    placement: mappingOf({
      constraints: texts(),
      preferences: listOf(mappingOf({ spread: text() })),
      max_replicas_per_node: integer(),
    }),
  },
  {
    optional: true,
    complete: (value) => {
      value["resources"] ??= {};
      value["placement"] ??= {};
    },
  },
);
