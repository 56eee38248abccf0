import { Agent, request } from "node:http";

/**
 * The least time in which the chain of three can come up on an engine: the same containers made by bare Engine API calls,
 * each started the moment that the health check of the one before it passes, probed without a pause.
 */
export async function bringChainUpRaw(
  socketPath: string,
  images: { postgres: string; web: string; caddy: string },
): Promise<() => Promise<void>> {
  const api = createApi(socketPath);
  const prefix = "bench-raw";
  const network = (name: string, internal: boolean) =>
    api("POST", "/networks/create", { Name: `${prefix}_${name}`, Internal: internal, CheckDuplicate: true });
  await Promise.all([
    network("internal", true),
    network("public", false),
    ...["postgres_data", "caddy_data", "caddy_config"].map((name) =>
      api("POST", "/volumes/create", { Name: `${prefix}_${name}` }),
    ),
  ]);
  const create = async (name: string, body: Record<string, unknown>, networks: string[]) => {
    const [first, ...others] = networks;
    const endpoint = { Aliases: [name] };
    const { Id } = (await api("POST", `/containers/create?name=${prefix}-${name}-1`, {
      ...body,
      NetworkingConfig: { EndpointsConfig: { [`${prefix}_${first}`]: endpoint } },
    })) as { Id: string };
    for (const other of others) {
      await api("POST", `/networks/${prefix}_${other}/connect`, { Container: Id, EndpointConfig: endpoint });
    }
    return Id;
  };
  const volume = (name: string, target: string) => `${prefix}_${name}:${target}`;
  const ids = await Promise.all([
    create(
      "postgres",
      {
        Image: images.postgres,
        Env: ["POSTGRES_USER=everyskill", "POSTGRES_PASSWORD=bench-only", "POSTGRES_DB=everyskill"],
        HostConfig: { NetworkMode: `${prefix}_internal`, Binds: [volume("postgres_data", "/var/lib/postgresql/data")] },
      },
      ["internal"],
    ),
    create(
      "web",
      {
        Image: images.web,
        Env: ["DATABASE_URL=postgresql://everyskill:bench-only@postgres:5432/everyskill", "REVISION=1"],
        HostConfig: { NetworkMode: `${prefix}_internal` },
      },
      ["internal", "public"],
    ),
    create(
      "caddy",
      {
        Image: images.caddy,
        Cmd: ["caddy", "reverse-proxy", "--from", ":80", "--to", "web:2000"],
        ExposedPorts: { "80/tcp": {} },
        HostConfig: {
          NetworkMode: `${prefix}_internal`,
          PortBindings: { "80/tcp": [{ HostPort: "8080" }] },
          Binds: [volume("caddy_data", "/data"), volume("caddy_config", "/config")],
        },
      },
      ["internal", "public"],
    ),
  ]);
  const [postgres, web, caddy] = ids;
  await api("POST", `/containers/${postgres}/start`);
  await probe(api, postgres, ["/bin/sh", "-c", "pg_isready -h 127.0.0.1 -U everyskill"]);
  await api("POST", `/containers/${web}/start`);
  await probe(api, web, ["wget", "--spider", "-q", "http://127.0.0.1:2000/api/health"]);
  await api("POST", `/containers/${caddy}/start`);

  return async () => {
    await Promise.all(ids.map((id) => api("DELETE", `/containers/${id}?force=true&v=true`)));
    await Promise.all(["internal", "public"].map((name) => api("DELETE", `/networks/${prefix}_${name}`)));
    await Promise.all(
      ["postgres_data", "caddy_data", "caddy_config"].map((name) => api("DELETE", `/volumes/${prefix}_${name}`)),
    );
  };
}

type Api = (method: string, path: string, body?: unknown) => Promise<unknown>;

async function probe(api: Api, container: string, command: string[]): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const { Id } = (await api("POST", `/containers/${container}/exec`, {
      Cmd: command,
      AttachStdout: true,
      AttachStderr: true,
    })) as { Id: string };
    await api("POST", `/exec/${Id}/start`, { Detach: false, Tty: false });
    const { ExitCode } = (await api("GET", `/exec/${Id}/json`)) as { ExitCode: number };
    if (ExitCode === 0) return;
  }
  throw new Error(`${command.join(" ")} did not pass within 60 s`);
}

function createApi(socketPath: string): Api {
  const agent = new Agent({ keepAlive: true });
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const payload = body === undefined ? undefined : JSON.stringify(body);
      const call = request(
        {
          agent,
          socketPath,
          method,
          path: `/v1.41${path}`,
          headers: payload ? { "content-type": "application/json", "content-length": Buffer.byteLength(payload) } : {},
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            if ((response.statusCode ?? 500) >= 400)
              reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
            else
              resolve(response.headers["content-type"] === "application/json" && text ? JSON.parse(text) : undefined);
          });
          response.on("error", reject);
        },
      );
      call.on("error", reject);
      call.end(payload);
    });
}
