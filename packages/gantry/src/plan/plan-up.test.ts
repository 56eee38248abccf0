import { describe, expect, it } from "vitest";
import type { ImageInspect } from "../engine/types.ts";
import type { Service } from "../model/service.ts";
import type { Desired } from "./desired.ts";
import { formatOperation } from "./format-operation.ts";
import { label } from "./labels.ts";
import type { PlanUpOptions } from "./plan.ts";
import { planUp } from "./plan-up.ts";
import { describeExample, type ExampleOptions, exampleImage } from "./testing/describe-example.ts";
import { SimulatedEngine } from "./testing/simulated-engine.ts";

const images = {
  "busybox:1": exampleImage("aaaa11"),
  "app:1": exampleImage("bbbb22"),
  "app:2": exampleImage("cccc33"),
  "shop-web:content-3f2a901c": exampleImage("8"),
  "shop-web:content-91bc44aa": exampleImage("9"),
  "postgres:17": exampleImage("dddd44", { Volumes: { "/var/lib/postgresql/data": {} } }),
};

/** An engine on which a stack is up. */
function engineWith(services: Record<string, Service>, options: ExampleOptions = {}): SimulatedEngine {
  const engine = new SimulatedEngine({ ...images });
  engine.apply(planUp(describeExample(services, options), engine.observe()).operations);
  return engine;
}

function plan(engine: SimulatedEngine, desired: Desired, options: PlanUpOptions = {}) {
  return planUp(desired, engine.observe(), options);
}

/** The sentences of a plan from one definition of the service "web" to another. */
function change(before: Service, after: Service, options: ExampleOptions = {}): string[] {
  const engine = engineWith({ web: before }, options);
  return plan(engine, describeExample({ web: after }, options)).operations.map(formatOperation);
}

describe("planUp on an empty engine", () => {
  it("makes networks, volumes and images, then containers, each waiting for its own", () => {
    const engine = new SimulatedEngine({ "app:1": images["app:1"] });
    const desired = describeExample(
      {
        web: { image: "app:1", depends_on: { db: { condition: "service_healthy", required: true } } },
        db: { image: "postgres:17", volumes: [{ type: "volume", source: "data", target: "/d" }] },
      },
      { volumes: { data: { name: "shop_data" } } },
    );
    const { operations, provisional } = plan(engine, desired);
    expect(operations.map(formatOperation)).toEqual([
      "create network default: not there yet",
      "create volume data: not there yet",
      "pull postgres:17: not there yet",
      "create db: not there yet",
      "create web: not there yet",
    ]);
    expect(operations[3]?.after).toEqual([
      "create-network/shop_default",
      "create-volume/shop_data",
      "pull-image/postgres:17",
    ]);
    expect(operations[4]).toMatchObject({
      after: ["create-network/shop_default"],
      gates: [
        {
          operation: "create-container/shop-db-1",
          service: "db",
          condition: "service_healthy",
          required: true,
          before: "start",
        },
      ],
    });
    expect(provisional).toBe(false);
  });

  it("waits for a service's end where a dependent asks for that", () => {
    const desired = describeExample({
      migrate: {},
      web: { depends_on: { migrate: { condition: "service_completed_successfully", required: true } } },
    });
    const { operations } = plan(new SimulatedEngine(images), desired);
    expect(operations.map((operation) => "until" in operation && operation.until)).toEqual([
      false,
      "completed",
      "ready",
    ]);
  });

  it("creates a container that shares a namespace only once the other is started", () => {
    const desired = describeExample({ a: {}, b: { network_mode: "service:a" } });
    const { operations } = plan(new SimulatedEngine(images), desired);
    expect(operations.at(-1)).toMatchObject({
      name: "shop-b-1",
      gates: [{ operation: "create-container/shop-a-1", condition: "service_started", before: "create" }],
    });
  });

  it("makes only what the named services need", () => {
    const desired = describeExample(
      {
        db: {},
        web: { depends_on: { db: { condition: "service_started", required: true } } },
        other: { networks: { back: null } },
      },
      { networks: { back: { name: "shop_back" } } },
    );
    const sentences = (options: PlanUpOptions) =>
      plan(new SimulatedEngine(images), desired, options).operations.map(formatOperation);
    expect(sentences({ services: ["web"] })).toEqual([
      "create network default: not there yet",
      "create db: not there yet",
      "create web: not there yet",
    ]);
    expect(sentences({ services: ["web"], noDeps: true })).toEqual([
      "create network default: not there yet",
      "create web: not there yet",
    ]);
  });

  it("refuses a service that is not in the stack, with the nearest name or the profile", () => {
    const desired = describeExample({ web: {} }, { inactive: { debug: {} } });
    const naming = (name: string) => () => plan(new SimulatedEngine(images), desired, { services: [name] });
    expect(naming("wep")).toThrow(expect.objectContaining({ code: "not-found", fix: 'Did you mean "web"?' }));
    expect(naming("debug")).toThrow(
      expect.objectContaining({ code: "not-found", fix: expect.stringContaining("--profile") }),
    );
  });
});

describe("planUp gives reasons that a person understands", () => {
  const options: ExampleOptions = {
    networks: { back: { name: "shop_back" } },
    volumes: { data: { name: "shop_data" } },
  };
  it.each<[string, Service, Service]>([
    ["env LOG_LEVEL changed", { environment: { LOG_LEVEL: "secret-a" } }, { environment: { LOG_LEVEL: "secret-b" } }],
    ["env A added", {}, { environment: { A: "1" } }],
    ["env A removed", { environment: { A: "1" } }, {}],
    ["image app:1 → app:2", { image: "app:1" }, { image: "app:2" }],
    ["image 3f2a90 → 91bc44", { image: "shop-web:content-3f2a901c" }, { image: "shop-web:content-91bc44aa" }],
    ["image app:1 → shop-web:content-91bc44aa", { image: "app:1" }, { image: "shop-web:content-91bc44aa" }],
    ["memory limit 256 MiB → 512 MiB", { mem_limit: 256 * 1024 ** 2 }, { mem_limit: 512 * 1024 ** 2 }],
    ["memory limit 1 GiB added", {}, { mem_limit: 1024 ** 3 }],
    ["cpu limit 0.5 removed", { cpus: 0.5 }, {}],
    ["port 8080 added", {}, { ports: [{ target: 80, published: "8080" }] }],
    ["port 127.0.0.1:8080 removed", { ports: [{ target: 80, published: "8080", host_ip: "127.0.0.1" }] }, {}],
    [
      "port 8080 changed",
      { ports: [{ target: 80, published: "8080" }] },
      { ports: [{ target: 81, published: "8080" }] },
    ],
    ["command changed", { command: ["a"] }, { command: ["b"] }],
    ["entrypoint changed", {}, { entrypoint: ["a"], command: ["sh"] }],
    ["label team added", {}, { labels: { team: "x" } }],
    ["health check changed", {}, { healthcheck: { test: ["CMD", "true"] } }],
    ["user changed", {}, { user: "5" }],
    ["hostname changed", { hostname: "x" }, {}],
    ["restart policy no → always", {}, { restart: "always" }],
    ["restart policy on-failure:3 → on-failure:5", { restart: "on-failure:3" }, { restart: "on-failure:5" }],
    ["mount at /d added", {}, { volumes: [{ type: "volume", source: "data", target: "/d" }] }],
    [
      "mount at /d changed",
      { volumes: [{ type: "bind", source: "/a", target: "/d", bind: { create_host_path: true } }] },
      { volumes: [{ type: "bind", source: "/b", target: "/d", bind: { create_host_path: true } }] },
    ],
    ["network shop_back added", {}, { networks: { default: null, back: null } }],
    ["network shop_back removed", { networks: { default: null, back: null } }, {}],
    ["its place in network shop_default changed", {}, { networks: { default: { aliases: ["www"] } } }],
    ["cap_add changed", {}, { cap_add: ["NET_ADMIN"] }],
    ["security_opt changed", {}, { security_opt: ["no-new-privileges:true"] }],
    ["tmpfs changed", {}, { tmpfs: ["/run"] }],
    ["network_mode changed, network shop_default removed", {}, { network_mode: "host", networks: {} }],
  ])("%s", (reason, before, after) => {
    const relevant = reason.replace(", network shop_default removed", "");
    expect(change(before, after, options)).toContainEqual(`replace web: ${relevant}`);
  });

  it("never shows a value of the environment", () => {
    const sentences = change(
      { environment: { A: "hunter1" } },
      { environment: { A: "hunter2" }, command: ["hunter3"] },
    );
    expect(sentences).toEqual(["replace web: env A changed, command changed"]);
  });

  it("tells that a mounted file changed", () => {
    const service: Service = { configs: [{ source: "c" }] };
    const of = (content: string): ExampleOptions => ({ fileContents: new Map([["configs.c", Buffer.from(content)]]) });
    const engine = engineWith({ web: service }, of("a"));
    expect(plan(engine, describeExample({ web: service }, of("b"))).operations.map(formatOperation)).toEqual([
      "replace web: a config or secret changed",
    ]);
  });

  it("tells that an image of the same name is another now", () => {
    const engine = engineWith({ web: { image: "app:1" } });
    engine.images["app:1"] = images["app:2"];
    const [operation] = plan(engine, describeExample({ web: { image: "app:1" } })).operations;
    expect(operation && formatOperation(operation)).toBe("replace web: image bbbb22 → cccc33");
  });

  it("does not take what the image sets for a difference", () => {
    const image = (env: string): ImageInspect =>
      exampleImage("eeee55", { Env: [`BUILT_IN=${env}`], Labels: { maker: env }, Cmd: [env] });
    const engine = new SimulatedEngine({ "busybox:1": image("a") });
    const desired = describeExample({ web: {} });
    engine.apply(plan(engine, desired).operations);
    engine.images = { "busybox:1": { ...image("b"), Id: "sha256:ffff66" }, old: image("a") };
    expect(plan(engine, desired).operations.map(formatOperation)).toEqual(["replace web: image eeee55 → ffff66"]);
  });
});

describe("planUp sees drift", () => {
  const service: Service = { networks: { default: null, back: null }, mem_limit: 1024 ** 2, restart: "always" };
  const options: ExampleOptions = { networks: { back: { name: "shop_back" } } };
  const drifted = (by: (engine: SimulatedEngine) => void) => {
    const engine = engineWith({ web: service }, options);
    by(engine);
    return plan(engine, describeExample({ web: service }, options)).operations.map(formatOperation);
  };

  it.each<[string, (engine: SimulatedEngine) => void]>([
    [
      "replace web: network shop_back left by hand",
      (engine) => delete engine.byName("shop-web-1").NetworkSettings.Networks["shop_back"],
    ],
    [
      "replace web: memory limit 2 MiB → 1 MiB",
      (engine) => Object.assign(engine.byName("shop-web-1").HostConfig, { Memory: 2 * 1024 ** 2 }),
    ],
    [
      "replace web: restart policy no → always",
      (engine) => Object.assign(engine.byName("shop-web-1").HostConfig, { RestartPolicy: { Name: "no" } }),
    ],
    ["replace web: name mine → shop-web-1", (engine) => Object.assign(engine.byName("shop-web-1"), { Name: "/mine" })],
    ["start web: exited with 143", (engine) => engine.stop("shop-web-1")],
    ["create web: not there yet", (engine) => engine.remove("shop-web-1", false)],
  ])("%s", (sentence, by) => {
    expect(drifted(by)).toEqual([sentence]);
  });

  it("but leaves a network of others alone that a container was connected to", () => {
    expect(
      drifted((engine) => {
        const { Networks } = engine.byName("shop-web-1").NetworkSettings;
        const joined = Networks["shop_back"];
        if (joined) Networks["monitoring"] = { ...joined, NetworkID: "other" };
      }),
    ).toEqual([]);
  });

  it("and takes a limit that the kernel does not have for kept", () => {
    expect(drifted((engine) => Object.assign(engine.byName("shop-web-1").HostConfig, { Memory: 0 }))).toEqual([]);
  });
});

describe("planUp waits for what is not ready", () => {
  it.each<[string, string[], (engine: SimulatedEngine) => void]>([
    [
      "a container that is not healthy",
      ["wait for web: not healthy yet"],
      (engine) => Object.assign(engine.byName("shop-web-1").State.Health ?? {}, { Status: "unhealthy" }),
    ],
    [
      "one that restarts again and again",
      ["wait for web: restarting"],
      (engine) => Object.assign(engine.byName("shop-web-1").State, { Restarting: true }),
    ],
    ["nothing when it is healthy", [], () => {}],
  ])("%s", (_name, sentences, by) => {
    const services = { web: { healthcheck: { test: ["CMD", "true"] } } };
    const engine = engineWith(services);
    by(engine);
    expect(plan(engine, describeExample(services)).operations.map(formatOperation)).toEqual(sentences);
  });

  it("and leaves a job alone that has completed, but runs one again that failed", () => {
    const services: Record<string, Service> = {
      migrate: {},
      web: { depends_on: { migrate: { condition: "service_completed_successfully", required: true } } },
    };
    const engine = engineWith(services);
    engine.stop("shop-migrate-1");
    engine.byName("shop-migrate-1").State.ExitCode = 0;
    expect(plan(engine, describeExample(services)).operations).toEqual([]);
    engine.byName("shop-migrate-1").State.ExitCode = 1;
    expect(plan(engine, describeExample(services)).operations.map(formatOperation)).toEqual([
      "start migrate: exited with 1",
    ]);
  });
});

describe("planUp and containers that Docker Compose made", () => {
  /** Without Gantry's labels, as Compose leaves it. */
  function forget(engine: SimulatedEngine): void {
    for (const { Config } of engine.containers) {
      for (const key of [label.hash, label.gantryVersion]) delete Config.Labels?.[key];
    }
    for (const { Labels } of engine.networks) delete Labels?.[label.hash];
  }
  const service: Service = {
    environment: { A: "1" },
    ports: [{ target: 80, published: "8080" }],
    mem_limit: 1024 ** 2,
    cap_add: ["NET_ADMIN"],
    volumes: [{ type: "volume", source: "data", target: "/d" }],
    healthcheck: { test: ["CMD", "true"] },
  };
  const options: ExampleOptions = { volumes: { data: { name: "shop_data" } } };

  it("adopts them when nothing differs in substance", () => {
    const engine = engineWith({ web: service }, options);
    forget(engine);
    Object.assign(engine.byName("shop-web-1").HostConfig, { CapAdd: ["CAP_NET_ADMIN"] });
    const { operations, unchanged } = plan(engine, describeExample({ web: service }, options));
    expect(operations).toEqual([]);
    expect(unchanged).toMatchObject([{ service: "web", name: "shop-web-1" }]);
  });

  it("replaces them where something differs", () => {
    const engine = engineWith({ web: service }, options);
    forget(engine);
    const desired = describeExample({ web: { ...service, environment: { A: "2" } } }, options);
    expect(plan(engine, desired).operations.map(formatOperation)).toEqual(["replace web: env A changed"]);
  });

  it("starts one that was only created", () => {
    const engine = engineWith({ web: service }, options);
    forget(engine);
    Object.assign(engine.byName("shop-web-1").State, {
      Status: "created",
      Running: false,
      StartedAt: "0001-01-01T00:00:00Z",
    });
    expect(plan(engine, describeExample({ web: service }, options)).operations.map(formatOperation)).toEqual([
      "start web: not started yet",
    ]);
  });
});

describe("planUp holds stateful services", () => {
  const db = (level: string): Service => ({
    image: "postgres:17",
    environment: { LEVEL: level },
    volumes: [{ type: "volume", source: "data", target: "/d" }],
  });
  const options: ExampleOptions = { volumes: { data: { name: "shop_data" } } };

  it("until they are named", () => {
    const engine = engineWith({ db: db("1") }, options);
    const desired = describeExample({ db: db("2") }, options);
    const held = plan(engine, desired);
    expect(held).toMatchObject({
      operations: [],
      held: [{ service: "db", reason: "env LEVEL changed" }],
      unchanged: [],
    });
    const named = plan(engine, desired, { replace: new Set(["db"]) });
    expect(named.held).toEqual([]);
    expect(named.operations.map(formatOperation)).toEqual(["replace db: env LEVEL changed"]);
  });

  it("also a known store whose image alone declares the volume", () => {
    const engine = engineWith({ db: { image: "postgres:17" } });
    const { held } = plan(engine, describeExample({ db: { image: "postgres:17", environment: { A: "1" } } }));
    expect(held).toEqual([{ service: "db", reason: "env A added" }]);
  });

  it("but starts one that has stopped", () => {
    const engine = engineWith({ db: db("1") }, options);
    engine.stop("shop-db-1");
    const { operations, held } = plan(engine, describeExample({ db: db("2") }, options));
    expect(operations.map(formatOperation)).toEqual(["start db: exited with 143"]);
    expect(held).toHaveLength(1);
  });

  it("and the networks that they are on", () => {
    const network = (internal: boolean): ExampleOptions => ({
      ...options,
      networks: { default: { name: "shop_default", internal } },
    });
    const engine = engineWith({ db: db("1"), web: {} }, network(false));
    const desired = describeExample({ db: db("1"), web: {} }, network(true));
    expect(plan(engine, desired)).toMatchObject({
      operations: [],
      held: [{ service: "db", reason: "network shop_default: now internal" }],
    });
    expect(plan(engine, desired, { replace: new Set(["db"]) }).operations.map(formatOperation)).toEqual([
      "replace network default: now internal",
      "replace db: network shop_default changed",
      "replace web: network shop_default changed",
    ]);
  });

  it("and keeps the anonymous volumes of what is replaced", () => {
    const engine = engineWith({ db: { image: "postgres:17" } });
    const [volume] = engine.volumes;
    const desired = describeExample({ db: { image: "postgres:17", environment: { A: "1" } } });
    const replaced = (extra: PlanUpOptions) =>
      plan(engine, desired, { replace: new Set(["db"]), ...extra }).operations[0];
    expect(replaced({})).toMatchObject({
      spec: {
        body: {
          HostConfig: { Mounts: [{ Type: "volume", Source: volume?.Name, Target: "/var/lib/postgresql/data" }] },
        },
      },
    });
    expect(replaced({ renewAnonymousVolumes: true })).not.toMatchObject({
      spec: { body: { HostConfig: { Mounts: [{}] } } },
    });
  });
});

describe("planUp follows dependencies", () => {
  const web = (restart: boolean): Service => ({
    depends_on: { db: { condition: "service_started", required: true, restart } },
  });

  it("restarts those that ask for it when their dependency is replaced", () => {
    const engine = engineWith({ db: {}, web: web(true) });
    const { operations } = plan(engine, describeExample({ db: { environment: { A: "1" } }, web: web(true) }));
    expect(operations.map(formatOperation)).toEqual(["replace db: env A added", "restart web: db is replaced"]);
    expect(operations[1]).toMatchObject({ gates: [{ operation: "replace-container/shop-db-1" }] });
  });

  it("leaves those that do not", () => {
    const engine = engineWith({ db: {}, web: web(false) });
    const { operations } = plan(engine, describeExample({ db: { environment: { A: "1" } }, web: web(false) }));
    expect(operations.map(formatOperation)).toEqual(["replace db: env A added"]);
  });

  it("restarts them later, when the run that replaced their dependency was killed", () => {
    const engine = engineWith({ db: {}, web: web(true) });
    const desired = describeExample({ db: { environment: { A: "1" } }, web: web(true) });
    engine.apply(plan(engine, desired).operations.slice(0, 1));
    expect(plan(engine, desired).operations.map(formatOperation)).toEqual([
      "restart web: db was replaced after it had started",
    ]);
  });

  it("replaces those that share a namespace or volumes with what is replaced", () => {
    const others: Record<string, Service> = { side: { network_mode: "service:db" }, heir: { volumes_from: ["db"] } };
    const engine = engineWith({ db: {}, ...others });
    const { operations } = plan(engine, describeExample({ db: { environment: { A: "1" } }, ...others }));
    expect(operations.map(formatOperation)).toEqual([
      "replace db: env A added",
      "replace side: db, which it shares with, is replaced",
      "replace heir: db, which it shares with, is replaced",
    ]);
  });
});

describe("planUp scales and cleans up", () => {
  it("adds replicas, and removes the highest numbers", () => {
    const engine = engineWith({ web: { scale: 2 } });
    expect(plan(engine, describeExample({ web: { scale: 3 } })).operations.map(formatOperation)).toEqual([
      "create web 3: not there yet",
    ]);
    expect(plan(engine, describeExample({ web: { scale: 1 } })).operations.map(formatOperation)).toEqual([
      "remove web 2: scaled down to 1",
    ]);
  });

  it("reports orphans, and removes them only when that is asked for", () => {
    const engine = engineWith({ web: {}, old: {} });
    const desired = describeExample({ web: {} });
    expect(plan(engine, desired)).toMatchObject({ operations: [], orphans: [{ service: "old", name: "shop-old-1" }] });
    const removing = plan(engine, desired, { removeOrphans: true });
    expect(removing.operations.map(formatOperation)).toEqual(["remove old: not in the stack any more"]);
    expect(removing.orphans).toEqual([]);
  });

  it("takes services of an inactive profile for no orphans", () => {
    const engine = engineWith({ web: {}, debug: {} });
    expect(plan(engine, describeExample({ web: {} }, { inactive: { debug: {} } })).orphans).toEqual([]);
  });

  it("leaves one-off containers alone", () => {
    const engine = engineWith({ web: {}, job: {} });
    Object.assign(engine.byName("shop-job-1").Config.Labels ?? {}, { [label.oneOff]: "True" });
    expect(plan(engine, describeExample({ web: {} }), { removeOrphans: true })).toMatchObject({
      operations: [],
      orphans: [],
    });
  });

  it("removes the volume of configs and secrets with the definition that it was for", () => {
    const service = (content: string): [Service, ExampleOptions] => [
      { read_only: true, secrets: [{ source: "s" }] },
      { fileContents: new Map([["secrets.s", Buffer.from(content)]]) },
    ];
    const [web, options] = service("a");
    const engine = engineWith({ web }, options);
    const { operations } = plan(engine, describeExample({ web }, service("b")[1]));
    expect(operations.map(({ type }) => type)).toEqual(["replace-container", "remove-volume"]);
    expect(operations[1]).toMatchObject({
      after: ["replace-container/shop-web-1"],
      reason: "configs and secrets of an earlier definition",
    });
  });

  it("never recreates where that was ruled out, and always where it was asked for", () => {
    const engine = engineWith({ web: {} });
    const changed = describeExample({ web: { environment: { A: "1" } } });
    expect(plan(engine, changed, { recreate: "never" }).operations).toEqual([]);
    expect(plan(engine, describeExample({ web: {} }), { recreate: "always" }).operations.map(formatOperation)).toEqual([
      "replace web: asked for",
    ]);
  });
});

describe("planUp hands ports over in order", () => {
  it("starts the new owner once the old one has let go", () => {
    const ports = [{ target: 80, published: "8080" }];
    const engine = engineWith({ a: {}, b: { ports } });
    const { operations } = plan(engine, describeExample({ a: { ports }, b: {} }));
    const a = operations.find(({ id }) => id === "replace-container/shop-a-1");
    expect(a).toMatchObject({
      gates: [{ operation: "replace-container/shop-b-1", condition: "service_started", before: "start" }],
    });
    expect(operations.map(({ id }) => id)).toEqual(["replace-container/shop-b-1", "replace-container/shop-a-1"]);
  });

  it("creates it after an orphan that has the port is removed", () => {
    const ports = [{ target: 80, published: "8080" }];
    const engine = engineWith({ old: { ports } });
    const { operations } = plan(engine, describeExample({ web: { ports } }), { removeOrphans: true });
    expect(operations.find(({ id }) => id === "create-container/shop-web-1")?.after).toContain(
      "remove-container/shop-old-1",
    );
  });
});

describe("planUp fetches images", () => {
  const day = 86_400_000;
  const aged = (milliseconds: number): ImageInspect => ({
    ...images["app:1"],
    Metadata: { LastTagTime: new Date(Date.parse("2030-01-01T00:00:00Z") - milliseconds).toISOString() },
  });
  const sentences = (service: Service, present: ImageInspect | undefined, options: PlanUpOptions = {}) => {
    const engine = new SimulatedEngine(present ? { "app:1": present } : {});
    return plan(
      engine,
      describeExample({ web: { image: "app:1", networks: {}, network_mode: "none", ...service } }),
      options,
    )
      .operations.map(formatOperation)
      .filter((sentence) => !sentence.startsWith("create web"));
  };
  const build = { context: "/srv" };

  it.each<[string, Service, ImageInspect | undefined, PlanUpOptions, string[]]>([
    ["missing, by default", {}, undefined, {}, ["pull app:1: not there yet"]],
    ["nothing when it is there", {}, images["app:1"], {}, []],
    ["always", { pull_policy: "always" }, images["app:1"], {}, ["pull app:1: pull policy always"]],
    ["always, by the command line", {}, images["app:1"], { pull: "always" }, ["pull app:1: pull policy always"]],
    [
      "daily, when it is older",
      { pull_policy: "daily" },
      aged(2 * day),
      {},
      ["pull app:1: older than its pull policy daily allows"],
    ],
    ["not daily, when it is newer", { pull_policy: "daily" }, aged(day / 2), {}, []],
    ["weekly", { pull_policy: "weekly" }, aged(8 * day), {}, ["pull app:1: older than its pull policy weekly allows"]],
    ["every twelve hours", { pull_policy: "every_12h" }, aged(day / 3), {}, []],
    ["built when missing", { build }, undefined, {}, ["build app:1: not there yet"]],
    ["not built when there", { build }, images["app:1"], {}, []],
    ["built when asked for", { build }, images["app:1"], { build: true }, ["build app:1: asked for"]],
    ["built by its policy", { build, pull_policy: "build" }, images["app:1"], {}, ["build app:1: asked for"]],
    ["none again once they are ready", { pull_policy: "always" }, images["app:1"], { imagesReady: true }, []],
  ])("%s", (_name, service, present, options, expected) => {
    expect(sentences(service, present, options)).toEqual(expected);
  });

  it.each<[string, Service, PlanUpOptions]>([
    ["its policy is never", { pull_policy: "never" }, {}],
    ["the command line says never", {}, { pull: "never" }],
    ["building is ruled out", { build }, { noBuild: true }],
  ])("refuses one that is missing when %s", (_name, service, options) => {
    expect(() => sentences(service, undefined, options)).toThrow(expect.objectContaining({ code: "image-missing" }));
  });

  it("says that the plan is provisional when containers of the image exist", () => {
    const engine = engineWith({ web: { image: "app:1" } });
    const desired = describeExample({ web: { image: "app:1" } });
    expect(plan(engine, desired, { pull: "always" }).provisional).toBe(true);
    expect(plan(engine, desired, { pull: "always", imagesReady: true })).toMatchObject({
      provisional: false,
      operations: [],
    });
  });

  it("fetches an image of two services once", () => {
    const engine = new SimulatedEngine({});
    const { operations } = plan(engine, describeExample({ a: { image: "app:1" }, b: { image: "app:1" } }));
    expect(operations.filter(({ type }) => type === "pull-image")).toMatchObject([{ services: ["a", "b"] }]);
  });

  it("does not fetch one that nothing is made from", () => {
    const engine = engineWith({ web: { image: "app:1" } });
    delete engine.images["app:1"];
    expect(plan(engine, describeExample({ web: { image: "app:1" } })).operations).toEqual([]);
  });
});

describe("planUp and what belongs to others", () => {
  it("refuses a container's name that somebody else has", () => {
    const engine = new SimulatedEngine(images);
    engine.foreign["shop-web-1"] = { containerId: "x", project: "other" };
    expect(() => plan(engine, describeExample({ web: {} }))).toThrow(
      expect.objectContaining({ code: "name-conflict", message: expect.stringContaining('the project "other"') }),
    );
  });

  it("refuses a network of that name that is not the project's", () => {
    const engine = engineWith({ web: {} });
    Object.assign(engine.networks[0]?.Labels ?? {}, { [label.project]: "other" });
    expect(() => plan(engine, describeExample({ web: {} }))).toThrow(
      expect.objectContaining({ code: "name-conflict" }),
    );
  });

  it("warns of a volume of that name, and uses it", () => {
    const options: ExampleOptions = { volumes: { data: { name: "shop_data" } } };
    const service: Service = { volumes: [{ type: "volume", source: "data", target: "/d" }] };
    const engine = engineWith({ web: service }, options);
    const [volume] = engine.volumes;
    if (volume) volume.Labels = {};
    const { operations, warnings } = plan(engine, describeExample({ web: service }, options));
    expect(operations).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("Volume shop_data exists already")]);
  });

  it("never changes a volume whose definition has changed, and says so", () => {
    const service: Service = { volumes: [{ type: "volume", source: "data", target: "/d" }] };
    const engine = engineWith({ web: service }, { volumes: { data: { name: "shop_data" } } });
    const changed = describeExample(
      { web: service },
      { volumes: { data: { name: "shop_data", driver_opts: { type: "nfs" } } } },
    );
    const { operations, warnings } = plan(engine, changed);
    expect(operations).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("it stays as it is")]);
  });

  it("refuses external networks and volumes that are not there, all at once, and makes none", () => {
    const desired = describeExample(
      { web: { networks: { out: null }, volumes: [{ type: "volume", source: "data", target: "/d" }] } },
      { networks: { out: { name: "outside", external: true } }, volumes: { data: { name: "kept", external: true } } },
    );
    expect(() => plan(new SimulatedEngine(images), desired)).toThrow(
      expect.objectContaining({
        code: "external-missing",
        message: "The network outside, volume kept are declared external, but are not on the engine.",
      }),
    );
  });
});
