import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { installPackages } from "../../lab/apt/install.ts";
import { commandExists, runCommand } from "../../lab/run-command.ts";

/** An engine behind TCP with TLS, as `dockerd --tlsverify` is: who has no certificate of its authority is refused. */
export interface TlsFront extends AsyncDisposable {
  /** `tcp://127.0.0.1:…` */
  host: string;
  /** Holds `ca.pem`, `cert.pem` and `key.pem` of a client, and `stranger.pem`, another authority's. */
  folder: string;
}

/** @param socket of the engine */
export async function openTlsFront(socket: string): Promise<TlsFront> {
  const folder = await mkdtemp(join(tmpdir(), "gantry-tls-"));
  if (!(await commandExists("openssl"))) await installPackages(["openssl"]);
  await makeAuthority(folder, "ca");
  await makeAuthority(folder, "stranger");
  await makeCertificate(folder, "server", "subjectAltName=IP:127.0.0.1");
  await makeCertificate(folder, "cert", "extendedKeyUsage=clientAuth");
  const read = (name: string) => readFile(join(folder, name));
  const connections = new Set<Socket>();
  const front = createServer(
    {
      ca: await read("ca.pem"),
      cert: await read("server.pem"),
      key: await read("server-key.pem"),
      requestCert: true,
      rejectUnauthorized: true,
      allowHalfOpen: true,
    },
    (outside) => {
      const inside = connect({ path: socket, allowHalfOpen: true });
      outside.pipe(inside).pipe(outside);
      outside.on("error", () => inside.destroy()).on("close", () => inside.destroy());
      inside.on("error", () => outside.destroy());
    },
  );
  // Those too that never got through the handshake.
  front.on("connection", (connection: Socket) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
  });
  front.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  const address = front.address();
  return {
    host: `tcp://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    folder,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => front.close(resolve));
      for (const connection of connections) connection.destroy();
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];

async function makeAuthority(folder: string, name: string): Promise<void> {
  const out = ["-keyout", join(folder, `${name}-key.pem`), "-out", join(folder, `${name}.pem`)];
  await runCommand("openssl", ["req", "-x509", ...KEY, "-subj", `/CN=gantry-${name}`, ...out]);
}

/** `cert` goes with `key.pem`, as Docker names them. */
async function makeCertificate(folder: string, name: string, extension: string): Promise<void> {
  const key = join(folder, name === "cert" ? "key.pem" : `${name}-key.pem`);
  const authority = ["-CA", join(folder, "ca.pem"), "-CAkey", join(folder, "ca-key.pem")];
  const subjectName = ["-subj", `/CN=gantry-${name}`, "-addext", extension];
  await runCommand("openssl", [
    ...["req", "-x509", ...KEY, ...authority, ...subjectName],
    ...["-keyout", key, "-out", join(folder, `${name}.pem`)],
  ]);
}
