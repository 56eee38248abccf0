import { afterEach, expect, test } from "vitest";
import { createDeployment, type Deployment } from "./rig.ts";

let deployment: Deployment | undefined;
afterEach(async () => {
  await deployment?.[Symbol.asyncDispose]();
  deployment = undefined;
});

/** Listens at once, and is not ready for two seconds. */
const api = `
const began = Date.now();
require("node:http").createServer((request, response) => {
  const ready = Date.now() - began > 2000;
  response.writeHead(ready ? 200 : 503, { connection: "close" }).end(ready ? process.env.VERSION : "not ready");
}).listen(3000);
process.on("SIGTERM", () => setTimeout(() => process.exit(0), 500));
`;

/** Asks all the time, by the name alone, and writes what it got. */
const caller = `
const ask = () => fetch("http://api:3000/").then((r) => r.text(), (e) => String(e.cause?.code ?? e)).then((text) => console.log(text));
(async () => { for (;;) { await ask(); await new Promise((resolve) => setTimeout(resolve, 20)); } })();
`;

const checkScript = "fetch('http://127.0.0.1:3000/').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))";

type Networks = { services: string[]; networks: Record<string, object> };

async function deployVersion(version: string, { services, networks }: Networks): Promise<void> {
  if (!deployment) throw new Error("There is no deployment.");
  const { workspace, link, gantry } = deployment;
  const joined = Object.fromEntries(services.map((name) => [name, null]));
  const base = { image: "node:22-alpine", init: true, networks: joined };
  const stack = {
    services: {
      api: {
        ...base,
        command: ["node", "-e", api],
        environment: { VERSION: version },
        healthcheck: { test: ["CMD", "node", "-e", checkScript], interval: "1s", start_period: "20s" },
      },
      caller: { ...base, command: ["node", "-e", caller], depends_on: { api: { condition: "service_healthy" } } },
    },
    networks,
    "x-gantry": { environments: { production: { host: link.sshHost } } },
  };
  await workspace.write("compose.yaml", JSON.stringify(stack));
  const { code, stderr } = await gantry("deploy", "--yes", "--no-check", "--watch", "1s", "--drain", "1s");
  expect(code, stderr).toBe(0);
}

/** How often the caller got what, while a second version took the place of the first. */
async function countAnswers(networks: Networks): Promise<Record<string, number>> {
  deployment = await createDeployment({ port: 18_253 });
  await deployVersion("one", networks);
  await deployVersion("two", networks);
  const { stdout } = await deployment.gantry("logs", "--json", "caller");
  const answers: Record<string, number> = {};
  for (const line of stdout.trim().split("\n")) {
    const { text } = JSON.parse(line) as { text: string };
    answers[text] = (answers[text] ?? 0) + 1;
  }
  return answers;
}

test("nobody who asks by a service's name reaches a version that is not ready, where the name has a network of its own", async () => {
  const answers = await countAnswers({
    services: ["api", "egress"],
    networks: { api: { internal: true }, egress: { "x-gantry": { names: false } } },
  });
  console.info(`asked by its name, on a network of its own: ${JSON.stringify(answers)}`);
  expect(Object.keys(answers).toSorted()).toEqual(["one", "two"]);
});

test("on a network that everything shares, what is not ready may be asked, as with Docker Compose", async () => {
  const answers = await countAnswers({ services: ["default"], networks: {} });
  console.info(`asked by its name, on the network of all: ${JSON.stringify(answers)}`);
  expect(Object.keys(answers)).toEqual(expect.arrayContaining(["one", "two"]));
});
