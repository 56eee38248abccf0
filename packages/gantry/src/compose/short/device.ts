import { mapping, scalar, textOf } from "../node.ts";
import type { Expand } from "../schema/shape.ts";

/** `"/dev/ttyUSB0:/dev/ttyUSB0:rwm"`, or a source alone. */
export const expandDevice: Expand = (node, { fail }) => {
  const device = textOf(node);
  if (device === undefined) return node;
  const [source = "", target, permissions, ...rest] = device.split(":");
  if (source === "" || rest.length > 0) {
    fail(`${JSON.stringify(device)} is not a device.`, "Write source[:target[:permissions]].");
    return undefined;
  }
  return mapping(
    Object.entries({ source, target: target || source, permissions: permissions || "rwm" }).map(
      ([key, value]) => [key, scalar(value, { at: node.at })] as const,
    ),
    node,
  );
};
