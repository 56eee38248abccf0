import { child, mapping, type Node, scalar, sequence, textOf } from "../node.ts";
import { expandCommand, expandHealthCommand } from "../short/command.ts";
import { expandDevice } from "../short/device.ts";
import { expandFileMount, fileTarget } from "../short/file-mount.ts";
import { isIpAddress } from "../short/ip-address.ts";
import { expandPort, portKey } from "../short/port.ts";
import { expandVolume, mountTarget } from "../short/volume.ts";
import { build, fileMountKeys } from "./build.ts";
import {
  driverOptions,
  extraHosts,
  listToKeys,
  namedTexts,
  nameOfPart,
  pairs,
  single,
  texts,
  ulimits,
  wholeText,
} from "./common.ts";
import { deploy, gpus } from "./deploy.ts";
import { serviceExtras } from "./extras.ts";
import { bytes, decimal, dictionaryOf, duration, flag, integer, listOf, mappingOf, type Shape, text } from "./shape.ts";

const command = texts({ expand: expandCommand, merge: "replace", nullable: true, keepEmpty: true });
const environment = pairs(text({ from: "scalars", nullable: true, keepEmpty: true }));

const hookKeys = { user: text(), privileged: flag(), working_dir: text(), environment };

const hook = mappingOf(
  { command: texts({ expand: expandCommand, merge: "replace", keepEmpty: true }), ...hookKeys },
  { required: ["command"] },
);

/** Docker Compose prints a command of null for every watch that runs none. */
const watchExec = mappingOf({ command, ...hookKeys }, { printedDefaults: { command: null } });

const started = (item: Node): Node =>
  mapping([
    ["condition", scalar("service_started", { at: item.at })],
    ["required", scalar(true, { at: item.at })],
  ]);

const dependsOn = dictionaryOf(
  mappingOf(
    {
      condition: text({ choices: ["service_started", "service_healthy", "service_completed_successfully"] }),
      required: flag({ keepFalse: true, strict: true }),
      restart: flag(),
    },
    {
      required: ["condition"],
      complete: (value) => {
        value["required"] ??= true;
      },
    },
  ),
  { keyPattern: nameOfPart, expand: listToKeys(started) },
);

const blkioLimit = mappingOf(
  { path: text(), rate: bytes() },
  { closed: true, printedKeys: { path: "Path", rate: "Rate" } },
);

const healthcheck = mappingOf({
  disable: flag(),
  interval: duration(),
  retries: integer({ truncate: true, keepZero: true }),
  test: texts({ expand: expandHealthCommand, merge: "replace" }),
  timeout: duration(),
  start_period: duration(),
  start_interval: duration(),
});

const serviceNetwork = mappingOf(
  {
    aliases: namedTexts(),
    interface_name: text(),
    ipv4_address: text(),
    ipv6_address: text(),
    link_local_ips: namedTexts(),
    mac_address: text(),
    driver_opts: driverOptions,
    priority: integer({ truncate: true, strict: true }),
    gw_priority: integer({ truncate: true, strict: true }),
  },
  { nullable: true },
);

const port = mappingOf(
  {
    name: text(),
    mode: text(),
    host_ip: text({ accepts: (address) => address === "" || isIpAddress(address) }),
    target: integer(),
    published: text({ from: "integers" }),
    protocol: text(),
    app_protocol: text(),
  },
  {
    required: ["target"],
    complete: (value) => {
      value["protocol"] ??= "tcp";
      value["mode"] ??= "ingress";
    },
  },
);

const volume = mappingOf(
  {
    type: text({ choices: ["bind", "volume", "tmpfs", "cluster", "npipe", "image"] }),
    source: text({ early: true }),
    target: text({ early: true }),
    read_only: flag(),
    consistency: text(),
    bind: mappingOf({
      propagation: text(),
      create_host_path: flag(),
      recursive: text({ choices: ["enabled", "disabled", "writable", "readonly"] }),
      selinux: text({ choices: ["z", "Z"] }),
    }),
    volume: mappingOf({ labels: pairs(), nocopy: flag(), subpath: text() }),
    tmpfs: mappingOf({ size: bytes(), mode: integer({ truncate: true }) }),
    image: mappingOf({ subpath: text() }),
  },
  { required: ["type", "target"], expand: expandVolume },
);

const watch = mappingOf(
  {
    path: text({ path: "file" }),
    action: text({ choices: ["rebuild", "sync", "restart", "sync+restart", "sync+exec"] }),
    target: text(),
    exec: watchExec,
    include: texts({ single: true }),
    ignore: texts({ single: true }),
    initial_sync: flag({ strict: true }),
  },
  {
    required: ["path", "action"],
    printedDefaults: { exec: {} },
    complete: (value) => {
      if (Object.keys(value["exec"] ?? {}).length === 0) delete value["exec"];
    },
  },
);

const providerValues = listOf(text({ from: "scalars", keepEmpty: true }), {
  expand: (node) => (node.kind === "scalar" ? sequence([{ ...node, keyAt: undefined }], node) : node),
  merge: "replace",
});

const envFile = mappingOf(
  { path: text({ path: "file" }), required: flag({ keepFalse: true }), format: text() },
  {
    closed: true,
    required: ["path"],
    expand: (node) =>
      textOf(node) === undefined ? node : mapping([["path", scalar(textOf(node) ?? "", { at: node.at })]], node),
    complete: (value) => {
      value["required"] ??= true;
    },
  },
);

const keys: Record<string, Shape> = {
  annotations: pairs(),
  attach: flag({ keepFalse: true }),
  blkio_config: mappingOf(
    {
      weight: integer(),
      weight_device: listOf(
        mappingOf(
          { path: text(), weight: integer() },
          { closed: true, printedKeys: { path: "Path", weight: "Weight" } },
        ),
      ),
      device_read_bps: listOf(blkioLimit),
      device_read_iops: listOf(blkioLimit),
      device_write_bps: listOf(blkioLimit),
      device_write_iops: listOf(blkioLimit),
    },
    { closed: true },
  ),
  build,
  cap_add: namedTexts(),
  cap_drop: namedTexts(),
  cgroup: text({ choices: ["host", "private"] }),
  cgroup_parent: text(),
  command,
  configs: listOf(mappingOf(fileMountKeys, { expand: expandFileMount, required: ["source"] }), { key: fileTarget("") }),
  container_name: text({ pattern: /[a-zA-Z0-9][a-zA-Z0-9_.-]+/ }),
  cpu_count: integer({ minimum: 0 }),
  cpu_percent: integer({ minimum: 0, maximum: 100 }),
  cpu_period: integer({ truncate: true }),
  cpu_quota: integer({ truncate: true }),
  cpu_rt_period: integer({ truncate: true }),
  cpu_rt_runtime: integer({ truncate: true }),
  cpu_shares: integer({ truncate: true }),
  cpus: decimal(),
  cpuset: text(),
  credential_spec: mappingOf({ config: text(), file: text(), registry: text() }),
  depends_on: dependsOn,
  deploy,
  develop: mappingOf({ watch: listOf(watch) }, { optional: true }),
  device_cgroup_rules: texts({ distinct: true }),
  devices: listOf(
    mappingOf(
      { source: text(), target: text(), permissions: text() },
      { required: ["source", "target"], expand: expandDevice },
    ),
    { key: mountTarget },
  ),
  dns: namedTexts({ expand: (node, context) => (textOf(node) === "" ? sequence([], node) : single(node, context)) }),
  dns_opt: namedTexts(),
  dns_search: namedTexts({ single: true }),
  domainname: text(),
  entrypoint: command,
  env_file: listOf(envFile, {
    expand: (node) => (textOf(node) === undefined ? node : sequence([{ ...node, keyAt: undefined }], node)),
    key: (item) => textOf(child(item, "path")),
  }),
  environment,
  expose: texts({ item: text({ from: "integers" }), key: wholeText }),
  external_links: texts({ distinct: true }),
  extra_hosts: extraHosts,
  gpus,
  group_add: texts({ item: text({ from: "integers" }), distinct: true }),
  healthcheck,
  hostname: text(),
  image: text(),
  init: flag({ keepFalse: true }),
  ipc: text(),
  isolation: text(),
  label_file: texts({ single: true, item: text({ path: "file" }) }),
  labels: pairs(),
  links: namedTexts(),
  logging: mappingOf(
    { driver: text(), options: dictionaryOf(text({ from: "numbers-and-null", keepEmpty: true })) },
    { merge: "logging" },
  ),
  mac_address: text(),
  mem_limit: bytes(),
  mem_reservation: bytes(),
  mem_swappiness: bytes(),
  memswap_limit: bytes(),
  models: dictionaryOf(mappingOf({ endpoint_var: text(), model_var: text() }, { nullable: true }), {
    keyPattern: nameOfPart,
    expand: listToKeys(() => scalar(null)),
  }),
  network_mode: text(),
  networks: dictionaryOf(serviceNetwork, { keyPattern: nameOfPart, expand: listToKeys(() => scalar(null)) }),
  oom_kill_disable: flag(),
  oom_score_adj: integer({ minimum: -1000, maximum: 1000 }),
  pid: text({ optional: true }),
  pids_limit: integer({ truncate: true }),
  platform: text(),
  ports: listOf(port, { expandItem: expandPort, key: portKey }),
  post_start: listOf(hook),
  pre_stop: listOf(hook),
  privileged: flag(),
  profiles: namedTexts({ item: text({ early: true, keepEmpty: true }) }),
  provider: mappingOf({ type: text(), options: dictionaryOf(providerValues) }, { required: ["type"] }),
  pull_policy: text({
    pattern: /always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+/,
  }),
  pull_refresh_after: text({ unprinted: true }),
  read_only: flag(),
  restart: text(),
  runtime: text(),
  scale: integer({ keepZero: true }),
  secrets: listOf(
    mappingOf(fileMountKeys, {
      expand: expandFileMount,
      required: ["source"],
      complete: (value) => {
        value["target"] ??= `/run/secrets/${value["source"]}`;
      },
    }),
    { key: fileTarget("/run/secrets") },
  ),
  security_opt: texts({ distinct: true }),
  shm_size: bytes(),
  stdin_open: flag(),
  stop_grace_period: duration(),
  stop_signal: text(),
  storage_opt: dictionaryOf(text({ from: "numbers", keepEmpty: true })),
  sysctls: pairs(),
  tmpfs: namedTexts({ single: true }),
  tty: flag(),
  ulimits,
  use_api_socket: flag({ strict: true }),
  user: text(),
  userns_mode: text(),
  uts: text(),
  volumes: listOf(volume, { key: mountTarget }),
  volumes_from: texts({ distinct: true }),
  working_dir: text(),
  "x-gantry": serviceExtras,
};

/** @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md */
export const service = mappingOf(keys);

/** `extends`, which is followed before anything else of the service is read. */
export const extendsShape = mappingOf(
  { service: text(), file: text({ optional: true }) },
  {
    closed: true,
    required: ["service"],
    expand: (node) =>
      textOf(node) === undefined ? node : mapping([["service", scalar(textOf(node) ?? "", { at: node.at })]], node),
  },
);
