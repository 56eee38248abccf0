import { describe, expect, it } from "vitest";
import type { HostConfig } from "../engine/types.ts";
import type { Service } from "../model/service.ts";
import { describeExample, describeOne } from "./testing/describe-example.ts";

const second = 1e9;

describe("describeStack maps a service's own keys", () => {
  const cases: [string, Service, Record<string, unknown>][] = [
    ["command", { command: ["a", "b"] }, { Cmd: ["a", "b"] }],
    ["an entrypoint that is cleared", { entrypoint: [] }, { Entrypoint: [] }],
    [
      "environment, with a variable that is taken away",
      { environment: { A: "1", B: null, C: "" } },
      { Env: ["A=1", "B", "C="] },
    ],
    ["user and working_dir", { user: "1:2", working_dir: "/app" }, { User: "1:2", WorkingDir: "/app" }],
    ["hostname and domainname", { hostname: "h", domainname: "d" }, { Hostname: "h", Domainname: "d" }],
    ["stop signal", { stop_signal: "SIGINT" }, { StopSignal: "SIGINT" }],
    ["a grace period, in whole seconds and never less", { stop_grace_period: 1.5 * second }, { StopTimeout: 2 }],
    ["tty and stdin_open", { tty: true, stdin_open: true }, { Tty: true, OpenStdin: true }],
    [
      "ports and expose",
      { ports: [{ target: 80, published: "8080" }], expose: ["7000-7001", "53/udp"] },
      { ExposedPorts: { "53/udp": {}, "7000/tcp": {}, "7001/tcp": {}, "80/tcp": {} } },
    ],
    ["a health check that is disabled", { healthcheck: { disable: true } }, { Healthcheck: { Test: ["NONE"] } }],
    ["a health check of NONE", { healthcheck: { test: ["NONE"] } }, { Healthcheck: { Test: ["NONE"] } }],
    [
      "a health check that changes only the image's interval",
      { healthcheck: { interval: 5 * second } },
      { Healthcheck: { Interval: 5 * second } },
    ],
  ];
  it.each(cases)("%s", (_name, service, body) => {
    expect(describeOne(service).body).toMatchObject(body);
  });

  const hostCases: [string, Service, HostConfig][] = [
    [
      "ports with addresses, protocols, ranges and none",
      {
        ports: [
          { target: 80, published: "8080", host_ip: "127.0.0.1", protocol: "tcp" },
          { target: 80, published: "8081" },
          { target: 53, published: "53", protocol: "udp" },
          { target: 90, published: "9000-9010" },
          { target: 91 },
        ],
      },
      {
        PortBindings: {
          "80/tcp": [
            { HostIp: "127.0.0.1", HostPort: "8080" },
            { HostIp: "", HostPort: "8081" },
          ],
          "53/udp": [{ HostIp: "", HostPort: "53" }],
          "90/tcp": [{ HostIp: "", HostPort: "9000-9010" }],
          "91/tcp": [{ HostIp: "", HostPort: "" }],
        },
      },
    ],
    ["restart", { restart: "unless-stopped" }, { RestartPolicy: { Name: "unless-stopped" } }],
    [
      "restart with a limit",
      { restart: "on-failure:3" },
      { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 } },
    ],
    [
      "deploy.restart_policy before restart",
      { restart: "always", deploy: { restart_policy: { condition: "on-failure", max_attempts: 2 } } },
      { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 2 } },
    ],
    [
      "a deploy.restart_policy of any",
      { deploy: { restart_policy: { condition: "any" } } },
      { RestartPolicy: { Name: "always" } },
    ],
    [
      "limits",
      { mem_limit: 1024, mem_reservation: 512, memswap_limit: -1, mem_swappiness: 10, cpus: 0.5, pids_limit: 9 },
      {
        Memory: 1024,
        MemoryReservation: 512,
        MemorySwap: -1,
        MemorySwappiness: 10,
        NanoCpus: 500_000_000,
        PidsLimit: 9,
      },
    ],
    [
      "deploy.resources before the service's own limits",
      {
        mem_limit: 1,
        cpus: 1,
        deploy: { resources: { limits: { memory: 2048, cpus: 2, pids: 7 }, reservations: { memory: 256 } } },
      },
      { Memory: 2048, NanoCpus: 2_000_000_000, PidsLimit: 7, MemoryReservation: 256 },
    ],
    [
      "CPU shares, periods and sets",
      { cpu_shares: 5, cpu_period: 100, cpu_quota: 50, cpu_rt_period: 7, cpu_rt_runtime: 6, cpuset: "0,1" },
      { CpuShares: 5, CpuPeriod: 100, CpuQuota: 50, CpuRealtimePeriod: 7, CpuRealtimeRuntime: 6, CpusetCpus: "0,1" },
    ],
    ["out of memory", { oom_score_adj: 5, oom_kill_disable: true }, { OomScoreAdj: 5, OomKillDisable: true }],
    [
      "devices and their rules",
      {
        devices: [{ source: "/dev/null" }, { source: "/dev/zero", target: "/dev/z", permissions: "r" }],
        device_cgroup_rules: ["c 1:1 r"],
      },
      {
        Devices: [
          { PathOnHost: "/dev/null", PathInContainer: "/dev/null", CgroupPermissions: "rwm" },
          { PathOnHost: "/dev/zero", PathInContainer: "/dev/z", CgroupPermissions: "r" },
        ],
        DeviceCgroupRules: ["c 1:1 r"],
      },
    ],
    [
      "gpus, reserved devices and devices of the CDI",
      {
        gpus: [{ count: 1 }],
        deploy: { resources: { reservations: { devices: [{ capabilities: ["gpu"], device_ids: ["0"] }] } } },
        devices: [{ source: "nvidia.com/gpu=all" }],
      },
      {
        DeviceRequests: [
          { Driver: "", Count: 0, DeviceIDs: ["0"], Capabilities: [["gpu"]], Options: {} },
          { Driver: "", Count: 1, DeviceIDs: [], Capabilities: [["gpu"]], Options: {} },
          { Driver: "cdi", DeviceIDs: ["nvidia.com/gpu=all"] },
        ],
      },
    ],
    [
      "block I/O",
      { blkio_config: { weight: 300, device_read_bps: [{ path: "/dev/sda", rate: 1024 }] } },
      { BlkioWeight: 300, BlkioDeviceReadBps: [{ Path: "/dev/sda", Rate: 1024 }] },
    ],
    [
      "ulimits",
      { ulimits: { nproc: 5, nofile: { soft: 1, hard: 2 } } },
      {
        Ulimits: [
          { Name: "nofile", Soft: 1, Hard: 2 },
          { Name: "nproc", Soft: 5, Hard: 5 },
        ],
      },
    ],
    [
      "privileges",
      { cap_add: ["A"], cap_drop: ["ALL"], privileged: true, read_only: true, group_add: ["5"], userns_mode: "host" },
      { CapAdd: ["A"], CapDrop: ["ALL"], Privileged: true, ReadonlyRootfs: true, GroupAdd: ["5"], UsernsMode: "host" },
    ],
    [
      "security options in both spellings, and paths that are not masked",
      { security_opt: ["no-new-privileges:true", "label:disable", "systempaths=unconfined"] },
      { SecurityOpt: ["no-new-privileges:true", "label=disable"], MaskedPaths: [], ReadonlyPaths: [] },
    ],
    [
      "names of hosts",
      { extra_hosts: ["a=1.2.3.4", "b=host-gateway", "c=::1"] },
      { ExtraHosts: ["a:1.2.3.4", "b:host-gateway", "c:::1"] },
    ],
    [
      "DNS",
      { dns: ["1.1.1.1"], dns_opt: ["a"], dns_search: ["."] },
      { Dns: ["1.1.1.1"], DnsOptions: ["a"], DnsSearch: ["."] },
    ],
    [
      "logging",
      { logging: { driver: "local", options: { "max-size": "1m" } } },
      { LogConfig: { Type: "local", Config: { "max-size": "1m" } } },
    ],
    [
      "init, sysctls, shm and runtime",
      { init: true, sysctls: { a: "1" }, shm_size: 7, runtime: "runc" },
      { Init: true, Sysctls: { a: "1" }, ShmSize: 7, Runtime: "runc" },
    ],
    [
      "cgroups and storage",
      { cgroup: "host", cgroup_parent: "p", storage_opt: { size: "1G" } },
      { CgroupnsMode: "host", CgroupParent: "p", StorageOpt: { size: "1G" } },
    ],
    [
      "namespaces of the host",
      { ipc: "host", pid: "host", uts: "host", network_mode: "host" },
      { IpcMode: "host", PidMode: "host", UTSMode: "host", NetworkMode: "host" },
    ],
    ["another container's network", { network_mode: "container:other" }, { NetworkMode: "container:other" }],
    ["annotations", { annotations: { a: "b" } }, { Annotations: { a: "b" } }],
    [
      "tmpfs with and without options",
      { tmpfs: ["/run:size=64m,mode=755", "/tmp"] },
      { Tmpfs: { "/run": "size=64m,mode=755", "/tmp": "" } },
    ],
  ];
  it.each(hostCases)("%s", (_name, service, host) => {
    expect(describeOne(service).body.HostConfig).toMatchObject(host);
  });

  it("leaves out what the service does not say", () => {
    const { body } = describeOne({});
    expect(Object.keys(body).sort()).toEqual(["HostConfig", "Image", "Labels", "NetworkingConfig"]);
    expect(body.HostConfig).toEqual({ NetworkMode: "shop_default" });
  });
});

describe("describeStack maps volumes", () => {
  const volumes = { data: { name: "shop_data" } };
  const cases: [string, NonNullable<Service["volumes"]>[number], HostConfig][] = [
    [
      "a named one",
      { type: "volume", source: "data", target: "/d" },
      { Mounts: [{ Type: "volume", Source: "shop_data", Target: "/d" }] },
    ],
    [
      "one that is read-only, with nocopy and a folder in it",
      { type: "volume", source: "data", target: "/d", read_only: true, volume: { nocopy: true, subpath: "x" } },
      {
        Mounts: [
          {
            Type: "volume",
            Source: "shop_data",
            Target: "/d",
            ReadOnly: true,
            VolumeOptions: { NoCopy: true, Subpath: "x" },
          },
        ],
      },
    ],
    ["an anonymous one", { type: "volume", target: "/d", volume: {} }, { Mounts: [{ Type: "volume", Target: "/d" }] }],
    [
      "a bind mount whose folder is made",
      { type: "bind", source: "/s", target: "/d", bind: { create_host_path: true } },
      { Binds: ["/s:/d:rw"] },
    ],
    [
      "a bind mount with an SELinux label and propagation",
      { type: "bind", source: "/s", target: "/d", read_only: true, bind: { selinux: "z", propagation: "rslave" } },
      { Binds: ["/s:/d:ro,z,rslave"] },
    ],
    [
      "a bind mount that must be there",
      { type: "bind", source: "/s", target: "/d", bind: { create_host_path: false } },
      { Mounts: [{ Type: "bind", Source: "/s", Target: "/d" }] },
    ],
    [
      "a bind mount with a colon in its path",
      { type: "bind", source: "/s:1", target: "/d", bind: { create_host_path: true } },
      { Mounts: [{ Type: "bind", Source: "/s:1", Target: "/d", BindOptions: { CreateMountpoint: true } }] },
    ],
    [
      "a bind mount that is recursively read-only",
      { type: "bind", source: "/s", target: "/d", read_only: true, bind: { recursive: "readonly" } },
      {
        Mounts: [
          { Type: "bind", Source: "/s", Target: "/d", ReadOnly: true, BindOptions: { ReadOnlyForceRecursive: true } },
        ],
      },
    ],
    [
      "a tmpfs",
      { type: "tmpfs", target: "/t", tmpfs: { size: 10, mode: 0o700 } },
      { Mounts: [{ Type: "tmpfs", Target: "/t", TmpfsOptions: { SizeBytes: 10, Mode: 0o700 } }] },
    ],
    [
      "an image",
      { type: "image", source: "i:1", target: "/i", image: { subpath: "x" } },
      { Mounts: [{ Type: "image", Source: "i:1", Target: "/i", ImageOptions: { Subpath: "x" } }] },
    ],
  ];
  it.each(cases)("%s", (_name, mount, host) => {
    const { HostConfig } = describeOne({ volumes: [mount] }, { volumes }).body;
    expect({ Binds: HostConfig?.Binds, Mounts: HostConfig?.Mounts }).toEqual({
      Binds: undefined,
      Mounts: undefined,
      ...host,
    });
  });

  it("takes over the volumes of another service's first container", () => {
    const { services } = describeExample({ a: {}, b: { volumes_from: ["a:ro", "container:x"] } });
    expect(services["b"]?.containers[0]?.spec.body.HostConfig?.VolumesFrom).toEqual(["shop-a-1:ro", "x"]);
    expect(services["b"]?.shares).toEqual(["a"]);
  });

  it("makes the bodies of volumes, with Compose's labels", () => {
    const { volumes: described } = describeExample(
      { a: {} },
      { volumes: { data: { driver: "local", driver_opts: { type: "nfs" }, labels: { mine: "1" } } } },
    );
    expect(described["data"]?.body).toMatchObject({
      Name: "shop_data",
      Driver: "local",
      DriverOpts: { type: "nfs" },
      Labels: { mine: "1", "com.docker.compose.project": "shop", "com.docker.compose.volume": "data" },
    });
  });
});

describe("describeStack maps networks", () => {
  const networks = { front: { name: "shop_front" }, back: { name: "shop_back" } };
  const service: Service = {
    networks: {
      back: { aliases: ["www"], ipv4_address: "10.0.0.5", ipv6_address: "fd::5", link_local_ips: ["169.254.1.1"] },
      front: {
        priority: 10,
        driver_opts: { a: "b" },
        interface_name: "eth7",
        gw_priority: 3,
        mac_address: "02:42:ac:11:00:09",
      },
    },
  };

  it("puts the one with the highest priority first, and all into the creation on a new engine", () => {
    const { body, extraNetworks } = describeOne(service, { networks });
    expect(body.HostConfig?.NetworkMode).toBe("shop_front");
    expect(extraNetworks).toEqual([]);
    expect(body.NetworkingConfig?.EndpointsConfig).toEqual({
      shop_front: {
        Aliases: ["shop-web-1", "web"],
        DriverOpts: { a: "b", "com.docker.network.endpoint.ifname": "eth7" },
        MacAddress: "02:42:ac:11:00:09",
        GwPriority: 3,
      },
      shop_back: {
        Aliases: ["shop-web-1", "web", "www"],
        IPAMConfig: { IPv4Address: "10.0.0.5", IPv6Address: "fd::5", LinkLocalIPs: ["169.254.1.1"] },
      },
    });
  });

  it("leaves all but the first for later on an engine that takes one, and gives the MAC address to the container", () => {
    const old: Service = { networks: { back: null, front: { priority: 10, mac_address: "02:42:ac:11:00:09" } } };
    const { body, extraNetworks } = describeOne(old, { networks, apiVersion: "1.41" });
    expect(Object.keys(body.NetworkingConfig?.EndpointsConfig ?? {})).toEqual(["shop_front"]);
    expect(body.MacAddress).toBe("02:42:ac:11:00:09");
    expect(extraNetworks).toEqual([{ name: "shop_back", endpoint: { Aliases: ["shop-web-1", "web"] } }]);
  });

  it("joins none where network_mode says so", () => {
    const { body } = describeOne({ network_mode: "none", networks: {} });
    expect(body.NetworkingConfig).toBeUndefined();
    expect(body.HostConfig?.NetworkMode).toBe("none");
  });

  it("shares the namespaces of another service's container, by the name that it has", () => {
    const { services } = describeExample({
      a: { container_name: "alpha" },
      b: { network_mode: "service:a", ipc: "service:a", pid: "service:a" },
    });
    expect(services["b"]?.containers[0]?.spec.body.HostConfig).toMatchObject({
      NetworkMode: "container:alpha",
      IpcMode: "container:alpha",
      PidMode: "container:alpha",
    });
    expect(services["b"]?.shares).toEqual(["a"]);
  });

  it("knows linked services by their aliases and their containers' names", () => {
    const { services } = describeExample({ db: {}, web: { links: ["db:database"], external_links: ["old:legacy"] } });
    expect(
      services["web"]?.containers[0]?.spec.body.NetworkingConfig?.EndpointsConfig?.["shop_default"]?.Links,
    ).toEqual(["shop-db-1:database", "shop-db-1:db-1", "shop-db-1:shop-db-1", "old:legacy"]);
  });

  it("makes the bodies of networks, with Compose's labels", () => {
    const { networks: described } = describeExample(
      { a: {} },
      {
        networks: {
          back: {
            internal: true,
            attachable: true,
            enable_ipv6: true,
            driver_opts: { mtu: "1400" },
            ipam: {
              config: [
                {
                  subnet: "10.0.0.0/24",
                  gateway: "10.0.0.1",
                  ip_range: "10.0.0.8/29",
                  aux_addresses: { x: "10.0.0.2" },
                },
              ],
            },
          },
          out: { external: true, name: "outside" },
        },
      },
    );
    expect(described["back"]?.body).toMatchObject({
      Name: "shop_back",
      Internal: true,
      Attachable: true,
      EnableIPv6: true,
      Options: { mtu: "1400" },
      IPAM: {
        Config: [
          { Subnet: "10.0.0.0/24", Gateway: "10.0.0.1", IPRange: "10.0.0.8/29", AuxiliaryAddresses: { x: "10.0.0.2" } },
        ],
      },
      Labels: { "com.docker.compose.project": "shop", "com.docker.compose.network": "back" },
    });
    expect(described["out"]).toMatchObject({ name: "outside", external: true });
  });
});

describe("describeStack sets the start interval", () => {
  const check = { test: ["CMD", "true"], interval: 30 * second, start_period: 60 * second };
  const startInterval = (healthcheck: NonNullable<Service["healthcheck"]>, apiVersion = "1.44") =>
    describeOne({ healthcheck }, { apiVersion }).body.Healthcheck?.StartInterval;

  it("to a second within a start period, on an engine that knows it", () => {
    expect(startInterval(check)).toBe(second);
    expect(startInterval(check, "1.43")).toBeUndefined();
  });
  it("to nothing where a database's first server could answer", () => {
    expect(startInterval({ ...check, test: ["CMD-SHELL", "pg_isready -U app"] })).toBeUndefined();
    expect(startInterval({ ...check, test: ["CMD", "pg_isready", "-h", "127.0.0.1"] })).toBe(second);
  });
  it("to no more than the interval", () => {
    expect(startInterval({ ...check, interval: second / 2 })).toBe(second / 2);
  });
  it("to the service's own where there is one", () => {
    expect(startInterval({ ...check, start_interval: 7 * second })).toBe(7 * second);
  });
  it("to nothing without a start period, in which alone it counts", () => {
    expect(startInterval({ test: ["CMD", "true"], interval: 30 * second })).toBeUndefined();
  });
});

describe("describeStack uploads configs and secrets", () => {
  const fileContents = new Map([
    ["configs.app", Buffer.from("config")],
    ["secrets.key", Buffer.from("secret")],
  ]);

  it("to their default places, readable by all", () => {
    const { files } = describeOne({ configs: [{ source: "app" }], secrets: [{ source: "key" }] }, { fileContents });
    expect(files).toEqual([
      { target: "/app", content: Buffer.from("config"), uid: 0, gid: 0, mode: 0o444 },
      { target: "/run/secrets/key", content: Buffer.from("secret"), uid: 0, gid: 0, mode: 0o444 },
    ]);
  });
  it("with owners, modes and targets of their own; a secret's relative target is under /run/secrets", () => {
    const { files } = describeOne(
      {
        configs: [{ source: "app", target: "/etc/app.conf", uid: "5", gid: "6", mode: 0o400 }],
        secrets: [{ source: "key", target: "other" }],
      },
      { fileContents },
    );
    expect(files.map(({ target, uid, gid, mode }) => ({ target, uid, gid, mode }))).toEqual([
      { target: "/etc/app.conf", uid: 5, gid: 6, mode: 0o400 },
      { target: "/run/secrets/other", uid: 0, gid: 0, mode: 0o444 },
    ]);
  });
  it.each([
    ["a read-only container", { read_only: true }],
    ["a folder that a tmpfs hides", { tmpfs: ["/run"] }],
  ])("into a volume of the container's own in %s", (_name, extra: Service) => {
    const { body } = describeOne({ secrets: [{ source: "key" }], ...extra }, { fileContents });
    expect(body.HostConfig?.Mounts).toEqual([
      {
        Type: "volume",
        Source: expect.stringMatching(/^shop-web-1\.files-[0-9a-f]{12}-0$/),
        Target: "/run/secrets",
        VolumeOptions: { Labels: { "com.docker.compose.project": "shop", "gantry.files": "shop-web-1" } },
      },
    ]);
  });
});

describe("describeStack labels containers", () => {
  it("with Compose's own labels and Gantry's, and the user's", () => {
    const { services } = describeExample(
      {
        db: {},
        web: {
          labels: { mine: "1" },
          depends_on: { db: { condition: "service_healthy", required: true, restart: true } },
        },
      },
      { directory: "/srv/shop", files: ["/srv/shop/a.yaml", "/srv/shop/b.yaml"] },
    );
    const container = services["web"]?.containers[0];
    expect(container?.spec.body.Labels).toEqual({
      mine: "1",
      "com.docker.compose.project": "shop",
      "com.docker.compose.service": "web",
      "com.docker.compose.container-number": "1",
      "com.docker.compose.oneoff": "False",
      "com.docker.compose.version": "2.40.3",
      "com.docker.compose.config-hash": container?.hash,
      "com.docker.compose.depends_on": "db:service_healthy:true",
      "com.docker.compose.project.working_dir": "/srv/shop",
      "com.docker.compose.project.config_files": "/srv/shop/a.yaml,/srv/shop/b.yaml",
      "gantry.hash": container?.hash,
      "gantry.version": "1.0.0",
    });
  });

  it("never with values of variables or secrets", () => {
    const { body } = describeOne(
      { environment: { PASSWORD: "hunter2" }, secrets: [{ source: "key" }] },
      { fileContents: new Map([["secrets.key", Buffer.from("hunter2")]]) },
    );
    expect(JSON.stringify(body.Labels)).not.toContain("hunter2");
  });
});

describe("describeStack's hash of a definition", () => {
  const hash = (service: Service, options: Parameters<typeof describeExample>[1] = {}) =>
    describeExample({ web: service }, options).services["web"]?.containers[0]?.hash;

  it("is the same for the same definition, whatever the engine and the folder", () => {
    const service: Service = { healthcheck: { test: ["CMD", "true"], start_period: second }, annotations: { a: "b" } };
    expect(hash(service, { apiVersion: "1.44", directory: "/a", version: "1" })).toBe(
      hash(service, { apiVersion: "1.51", directory: "/b", version: "2" }),
    );
  });
  it.each<[string, Service]>([
    ["a variable", { environment: { A: "2" } }],
    ["a label", { labels: { a: "b" } }],
    ["a network's alias", { networks: { default: { aliases: ["x"] } } }],
    ["the image's name", { image: "other" }],
    ["the platform", { platform: "linux/arm64" }],
    ["the stop grace period", { stop_grace_period: second }],
  ])("changes with %s", (_name, service) => {
    expect(hash(service)).not.toBe(hash({}));
  });
  it("changes with a secret's content", () => {
    const service: Service = { secrets: [{ source: "key" }] };
    const of = (value: string) => hash(service, { fileContents: new Map([["secrets.key", Buffer.from(value)]]) });
    expect(of("one")).not.toBe(of("two"));
    expect(of("one")).toBe(of("one"));
  });
  it("does not depend on the order of the variables", () => {
    expect(hash({ environment: { A: "1", B: "2" } })).toBe(hash({ environment: { B: "2", A: "1" } }));
    expect(hash({ environment: { A: "1", B: "2" } })).not.toBe(hash({ environment: { A: "2", B: "1" } }));
  });

  it("does not change with the number of replicas or with what it depends on", () => {
    const alone = hash({ scale: 3 });
    const { services } = describeExample({
      db: {},
      web: { depends_on: { db: { condition: "service_started", required: true } } },
    });
    expect(services["web"]?.containers[0]?.hash).toBe(alone);
  });
});

describe("describeStack describes services", () => {
  it("names replicas, from scale, deploy.replicas and --scale", () => {
    const { services } = describeExample(
      { a: { scale: 2 }, b: { deploy: { replicas: 3 } }, c: {} },
      { scale: { c: 2 } },
    );
    expect(Object.values(services).map(({ containers }) => containers.map(({ name }) => name))).toEqual([
      ["shop-a-1", "shop-a-2"],
      ["shop-b-1", "shop-b-2", "shop-b-3"],
      ["shop-c-1", "shop-c-2"],
    ]);
  });
  it("names the image of a service that is built after the project and the service, as Compose does", () => {
    const { services } = describeExample({ web: { build: { context: "/srv" }, ...({ image: undefined } as object) } });
    expect(services["web"]?.image).toBe("shop-web");
  });
  it("puts dependencies first and says who completes", () => {
    const { services } = describeExample({
      web: { depends_on: { migrate: { condition: "service_completed_successfully", required: true } } },
      migrate: { depends_on: { db: { condition: "service_healthy", required: true } } },
      db: {},
    });
    expect(Object.keys(services)).toEqual(["db", "migrate", "web"]);
    expect(Object.values(services).map(({ completes }) => completes)).toEqual([false, true, false]);
  });
  it.each<[string, Service, boolean]>([
    [
      "a known store with a volume",
      { image: "postgres:17", volumes: [{ type: "volume", source: "d", target: "/d" }] },
      true,
    ],
    [
      "a known store of another registry",
      { image: "r:5000/pgvector/pgvector:pg17@sha256:0", volumes: [{ type: "volume", target: "/d" }] },
      true,
    ],
    ["a known store without one", { image: "redis:8" }, false],
    ["a proxy with a volume", { image: "caddy:2", volumes: [{ type: "volume", source: "d", target: "/data" }] }, false],
    ["one that says so", { image: "own:1", "x-gantry": { stateful: true } }, true],
    [
      "a store that says that it is not",
      { image: "redis:8", volumes: [{ type: "volume", target: "/d" }], "x-gantry": { stateful: false } },
      false,
    ],
  ])("takes %s for stateful or not", (_name, service, stateful) => {
    const { services } = describeExample({ web: service }, { volumes: { d: { name: "shop_d" } } });
    expect(services["web"]?.stateful).toBe(stateful);
  });
});
