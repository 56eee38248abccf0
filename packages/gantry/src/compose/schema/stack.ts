import { child, mapping, type Node, scalar, sequence, textOf, withEntry } from "../node.ts";
import { driverOptions, nameOfPart, pairs, texts } from "./common.ts";
import { networkExtras, stackExtras } from "./extras.ts";
import { service } from "./service.ts";
import { dictionaryOf, type Expand, flag, integer, listOf, mappingOf, type Shape, text } from "./shape.ts";

/** `external: {name: x}`, the old form, as `external: true` and `name: x`. */
const expandExternal: Expand = (node, { fail }) => {
  const external = child(node, "external");
  if (node.kind !== "mapping" || external?.kind !== "mapping") return node;
  const name = child(external, "name");
  if (name && node.entries.has("name")) {
    fail("external.name and name are both there.", "Keep name, and set external to true.", name);
  }
  const plain = withEntry(node, "external", scalar(true, external));
  return name ? withEntry(plain, "name", name) : plain;
};

const named = { expand: expandExternal };

/** What the engine knows it by. */
const ownName = text({ early: true });

const network = mappingOf(
  {
    name: ownName,
    driver: text(),
    driver_opts: driverOptions,
    ipam: mappingOf({
      driver: text(),
      config: listOf(
        mappingOf({
          subnet: text(),
          ip_range: text(),
          gateway: text(),
          aux_addresses: dictionaryOf(text()),
        }),
        { merge: "subnets" },
      ),
      options: { ...dictionaryOf(text(), { pairs: true }), unprinted: true },
    }),
    external: flag(),
    internal: flag(),
    enable_ipv4: flag({ keepFalse: true }),
    enable_ipv6: flag({ keepFalse: true }),
    attachable: flag(),
    labels: pairs(),
    "x-gantry": networkExtras,
  },
  {
    ...named,
    optional: true,
    complete: (value) => {
      value["ipam"] ??= {};
    },
  },
);

const volume = mappingOf(
  { name: ownName, driver: text(), driver_opts: driverOptions, external: flag(), labels: pairs() },
  { ...named, optional: true },
);

const fileSource: Record<string, Shape> = {
  name: ownName,
  environment: text({ early: true }),
  file: text({ path: "file" }),
  external: flag(),
  labels: pairs(),
  template_driver: text(),
};

const secret = mappingOf({ ...fileSource, driver: text(), driver_opts: driverOptions }, named);
const config = mappingOf({ ...fileSource, content: text() }, named);

const model = mappingOf(
  { name: text(), model: text(), context_size: integer({ strict: true }), runtime_flags: texts() },
  { required: ["model"] },
);

/** One of the top-level mappings of names. An entry without a value stands for one without settings. */
const parts = (values: Shape) => dictionaryOf(values, { keyPattern: nameOfPart });

/** @see https://github.com/compose-spec/compose-spec/blob/main/04-version-and-name.md */
export const composeFile = mappingOf({
  version: text(),
  name: text(),
  services: parts(service),
  networks: parts(network),
  volumes: parts(volume),
  configs: parts(config),
  secrets: parts(secret),
  models: { ...parts(model), unprinted: true },
  "x-gantry": stackExtras,
});

const paths = texts({ single: true });

/** @see https://github.com/compose-spec/compose-spec/blob/main/14-include.md */
export const includeShape = listOf(
  mappingOf(
    { path: paths, env_file: paths, project_directory: text() },
    {
      closed: true,
      expand: (node: Node) =>
        textOf(node) === undefined
          ? node
          : mapping([["path", sequence([{ ...node, keyAt: undefined }], { at: node.at })]], node),
    },
  ),
);
