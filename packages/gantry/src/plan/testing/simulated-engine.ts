import type {
  ContainerInspect,
  EndpointConfig,
  ImageInspect,
  NetworkInspect,
  VolumeInspect,
} from "../../engine/types.ts";
import { isAnonymous } from "../compare/compare-mounts.ts";
import { predecessorName, successorName } from "../container-names.ts";
import type { Observed } from "../observed.ts";
import type { ContainerSpec, Operation } from "../operation.ts";
import { takenOverVolumes } from "../up/complete-spec.ts";
import { makeContainer } from "./simulated-container.ts";

/**
 * An engine's state as plain data, and what each operation does to it. Operations are given as their single steps, each of which an engine does as a whole:
 * a run that is killed ends between two of them.
 */
export class SimulatedEngine {
  containers: ContainerInspect[] = [];
  networks: NetworkInspect[] = [];
  volumes: VolumeInspect[] = [];
  images: Record<string, ImageInspect>;
  foreign: Observed["foreign"] = {};
  /** Names of containers that end with 0 as soon as they start. */
  ending = new Set<string>();
  #clock = Date.parse("2030-01-01T00:00:00Z");
  #ids = 0;

  constructor(images: Record<string, ImageInspect>) {
    this.images = images;
  }

  observe(): Observed {
    const byId = Object.fromEntries(Object.values(this.images).map((image) => [image.Id, image]));
    return structuredClone({
      time: this.#clock,
      engine: { apiVersion: "1.51" },
      containers: this.containers,
      networks: this.networks,
      volumes: this.volumes,
      images: { ...this.images, ...byId },
      foreign: this.foreign,
    });
  }

  apply(operations: readonly Operation[]): void {
    for (const operation of operations) for (const step of this.stepsOf(operation)) step();
  }

  stepsOf(operation: Operation): (() => void)[] {
    switch (operation.type) {
      case "create-network":
        return [() => this.#addNetwork(operation.body)];
      case "replace-network":
        return [
          ...operation.members.map((id) => () => {
            delete this.containers.find(({ Id }) => Id === id)?.NetworkSettings.Networks[operation.name];
          }),
          () => this.#removeNetwork(operation.name),
          () => this.#addNetwork(operation.body),
        ];
      case "remove-network":
        return [() => this.#removeNetwork(operation.name)];
      case "create-volume":
        return [() => this.#addVolume(operation.name, operation.body.Labels ?? {})];
      case "remove-volume":
        return [() => this.#removeVolume(operation.name)];
      case "pull-image":
      case "build-image":
      case "remove-image":
        return [];
      case "create-container":
        return [
          () => this.#create(operation.name, operation.spec),
          () => this.start(operation.name),
          () => this.heal(operation.name),
        ];
      case "replace-container":
        return this.#replaceSteps(operation);
      case "start-container":
        return [() => this.start(operation.name), () => this.heal(operation.name)];
      case "restart-container":
        return [() => this.stop(operation.name), () => this.start(operation.name), () => this.heal(operation.name)];
      case "await-container":
        return [() => this.heal(operation.name)];
      case "stop-container":
        return [() => this.stop(operation.name)];
      case "remove-container":
        return [() => this.stop(operation.name), () => this.remove(operation.name, operation.volumes)];
    }
  }

  #replaceSteps({ name, old, successor, spec }: Operation & { type: "replace-container" }): (() => void)[] {
    const aside = predecessorName(name, old.id);
    const find = (id: string) => this.#byId(id)?.Name.slice(1) ?? "";
    return [
      ...(successor ? [] : [() => this.#create(successorName(name), spec)]),
      () => this.stop(find(old.id)),
      ...(old.name === name ? [() => this.#rename(name, aside)] : []),
      ...(successor?.name === name ? [] : [() => this.#rename(successorName(name), name)]),
      () => this.start(name),
      () => this.heal(name),
      () => this.remove(find(old.id), true),
    ];
  }

  byName(name: string): ContainerInspect {
    const found = this.containers.find(({ Name }) => Name === `/${name}`);
    if (!found) throw new Error(`No such container: ${name}`);
    return found;
  }

  /** Connects a container to a network that it is on already, as it is to be from now on. */
  connect(name: string, network: string, { Aliases }: EndpointConfig): void {
    const endpoint = this.byName(name).NetworkSettings.Networks[network];
    if (!endpoint) throw new Error(`${name} is not on the network ${network}`);
    endpoint.Aliases = [...(Aliases ?? [])];
  }

  start(name: string): void {
    const container = this.byName(name);
    for (const network of Object.keys(container.NetworkSettings.Networks)) {
      const endpoint = container.NetworkSettings.Networks[network];
      const found = this.networks.find(({ Name }) => Name === network);
      if (!found || !endpoint) throw new Error(`${name} cannot start: no network ${network}`);
      endpoint.NetworkID = found.Id;
    }
    const ends = this.ending.has(name);
    const state = { Status: ends ? ("exited" as const) : ("running" as const), Running: !ends, ExitCode: 0 };
    Object.assign(container.State, { ...state, StartedAt: this.#now() });
    const check = container.Config.Healthcheck?.Test?.[0] ?? "NONE";
    if (check !== "NONE") container.State.Health = { Status: "starting", FailingStreak: 0, Log: [] };
  }

  heal(name: string): void {
    const { State } = this.byName(name);
    if (State.Health) State.Health.Status = "healthy";
  }

  stop(name: string): void {
    const { State } = this.byName(name);
    if (State.Running) Object.assign(State, { Status: "exited", Running: false, ExitCode: 143 });
  }

  remove(name: string, volumes: boolean): void {
    const container = this.byName(name);
    this.containers = this.containers.filter((other) => other !== container);
    if (!volumes) return;
    const kept = new Set([
      ...takenOverVolumes(container),
      ...this.containers.flatMap(({ Mounts }) => Mounts.map(({ Name }) => Name)),
    ]);
    const own = container.Mounts.flatMap(({ Name }) => (Name !== undefined && isAnonymous(Name) ? [Name] : []));
    this.volumes = this.volumes.filter(({ Name }) => !own.includes(Name) || kept.has(Name));
  }

  #create(name: string, spec: ContainerSpec): void {
    if (this.containers.some(({ Name }) => Name === `/${name}`)) throw new Error(`Conflict: ${name}`);
    const image = this.images[spec.body.Image];
    if (!image) throw new Error(`No such image: ${spec.body.Image}`);
    const container = makeContainer(spec, {
      id: this.#newId(),
      name,
      created: this.#now(),
      image,
      networkIds: Object.fromEntries(this.networks.map(({ Name, Id }) => [Name, Id])),
      containerIds: Object.fromEntries(this.containers.map(({ Name, Id }) => [Name.slice(1), Id])),
      newVolume: () => this.#addVolume(this.#newId(), {}),
    });
    for (const mount of spec.body.HostConfig?.Mounts ?? []) {
      if (mount.Type !== "volume" || !mount.Source) continue;
      if (!this.volumes.some(({ Name }) => Name === mount.Source)) {
        this.#addVolume(mount.Source, mount.VolumeOptions?.Labels ?? {});
      }
    }
    this.containers.push(container);
  }

  #rename(from: string, to: string): void {
    if (this.containers.some(({ Name }) => Name === `/${to}`)) throw new Error(`Conflict: ${to}`);
    this.byName(from).Name = `/${to}`;
  }

  #byId(id: string): ContainerInspect | undefined {
    return this.containers.find(({ Id }) => Id === id);
  }

  #addNetwork(body: {
    Name: string;
    Driver?: string | undefined;
    Internal?: boolean | undefined;
    Labels?: Record<string, string> | undefined;
  }): void {
    if (this.networks.some(({ Name }) => Name === body.Name)) throw new Error(`Conflict: ${body.Name}`);
    this.networks.push({
      Name: body.Name,
      Id: this.#newId(),
      Created: this.#now(),
      Scope: "local",
      Driver: body.Driver ?? "bridge",
      EnableIPv6: false,
      IPAM: { Driver: "default", Config: [{ Subnet: "172.18.0.0/16", Gateway: "172.18.0.1" }] },
      Internal: body.Internal ?? false,
      Attachable: false,
      Ingress: false,
      Options: {},
      Labels: body.Labels ?? {},
    });
  }

  #removeNetwork(name: string): void {
    if (this.containers.some(({ State, NetworkSettings }) => State.Running && NetworkSettings.Networks[name])) {
      throw new Error(`Network ${name} has active endpoints`);
    }
    this.networks = this.networks.filter(({ Name }) => Name !== name);
  }

  #addVolume(name: string, labels: Record<string, string>): string {
    this.volumes.push({ Name: name, Driver: "local", Mountpoint: "", Labels: labels, Scope: "local", Options: null });
    return name;
  }

  #removeVolume(name: string): void {
    if (this.containers.some(({ Mounts }) => Mounts.some(({ Name }) => Name === name))) {
      throw new Error(`Volume ${name} is in use`);
    }
    this.volumes = this.volumes.filter(({ Name }) => Name !== name);
  }

  #newId(): string {
    this.#ids += 1;
    return this.#ids.toString(16).padStart(12, "0").padEnd(64, "e");
  }

  #now(): string {
    this.#clock += 1000;
    return new Date(this.#clock).toISOString();
  }
}
