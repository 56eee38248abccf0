import type { Facts } from "../../facts/facts.ts";
import { isOneShot } from "../../facts/service/is-one-shot.ts";
import { memoryLimit } from "../../facts/service/memory-limit.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import type { TextEdit } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { addVariable } from "../../fix/edit-service.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";

const mebibyte = 1024 * 1024;
const flag = /--max[-_]old[-_]space[-_]size[= ](\d+)/;

export const rule = defineRule({
  id: "compose-node-heap-vs-limit",
  group: "compose",
  severity: "info",
  summary: "The heap of Node.js is set to fit the container's memory limit",
  why: "Node.js takes about half of the container's limit as its heap: 524 MiB of 1 GiB. It runs out of heap and dies while half of the memory is free. With a flag that is as large as the limit it is the other way round: the kernel kills the process, without a message, before the heap is collected.",
  fix: "Set NODE_OPTIONS=--max-old-space-size to about three quarters of the limit in MiB.",
  links: ["https://nodejs.org/api/cli.html#--max-old-space-sizesize-in-mib"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.environment"],
  *check(facts) {
    for (const service of facts.services()) {
      const limit = memoryLimit(service);
      if (!limit || !runsNode(service) || isOneShot(service)) continue;
      const wanted = Math.floor((limit.bytes * 0.75) / mebibyte);
      const options = service.env.get("NODE_OPTIONS");
      const [given] = [
        ...(options ? [{ text: options.value, at: options.valueAt }] : []),
        ...service.startCommands.map(({ argv, at }) => ({ text: argv.join(" "), at })),
      ].filter(({ text }) => /--max[-_]old[-_]space[-_]size/.test(text));
      const shown = `${Math.round(limit.bytes / mebibyte)} MiB`;
      const related = [{ at: limit.at, message: `The limit is ${shown}.` }];
      if (given) {
        const [written, size] = flag.exec(given.text) ?? [];
        if (written === undefined || Number(size) * mebibyte < limit.bytes * 0.9) continue;
        const edits = replaceWithin(facts, given.at, written, written.replace(/\d+$/, String(wanted)));
        yield {
          at: given.at,
          severity: "error",
          message: `The heap of "${service.name}" may grow to ${size} MiB, and its limit is ${shown}: the kernel kills it first.`,
          related,
          fix: { title: `Let the heap have ${wanted} MiB`, edits },
        };
      } else if (service.env.has("NODE_OPTIONS") !== "unknown" && !hasUnknown(options?.value ?? "")) {
        yield {
          at: limit.at,
          message: `"${service.name}" runs Node.js with a limit of ${shown}, of which its heap takes about half.`,
          fix: { title: `Let the heap have ${wanted} MiB`, edits: setOption(facts, service, options, wanted) },
        };
      }
    }
  },
});

function setOption(
  facts: Facts,
  service: ServiceFacts,
  options: { value: string; valueAt: Place } | undefined,
  size: number,
): TextEdit[] {
  const text = `--max-old-space-size=${size}`;
  if (!options) return addVariable(facts, service, "NODE_OPTIONS", text);
  return options.value === "" ? [] : replaceWithin(facts, options.valueAt, options.value, `${options.value} ${text}`);
}

/** Whether the container's process is Node.js: the base image alone may be only what built it. */
const runsNode = (service: ServiceFacts): boolean =>
  service.is("node") === "yes" &&
  (service.argv === undefined ||
    service.startCommands.some(({ argv }) =>
      /^(\S*\/)?(node|npm|npx|pnpm|yarn|next|nest|tsx|ts-node)$/.test(argv[0] ?? ""),
    ));
