import { createSocket, type Socket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { isIP } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { describeStrayHost, findStrayHosts } from "./stray-hosts.ts";

/** What the name server knows: by name, addresses, or a code of its answer. */
const zone: Record<string, string[] | "refused" | "silent"> = {
  "host.shop.org": ["203.0.113.5"],
  "both.shop.org": ["203.0.113.5", "2001:db8::5"],
  "home.shop.org": ["192.168.1.5"],
  "www.shop.org": ["203.0.113.5"],
  "six.shop.org": ["2001:db8::5"],
  "old.shop.org": ["198.51.100.7"],
  "smoke.shops.org": ["203.0.113.5"],
  "broken.shop.org": "refused",
  "lost.shop.org": "silent",
};

let server: Socket;
let resolver: Resolver;
let asked: string[];

beforeEach(async () => {
  asked = [];
  server = createSocket("udp4");
  server.on("message", (question, { port, address }) => {
    const reply = answer(question);
    if (reply) server.send(reply, port, address);
  });
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
  resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
});
afterEach(() => {
  resolver.cancel();
  server.close();
});

/** A name server's reply. @see https://www.rfc-editor.org/rfc/rfc1035#section-4 */
function answer(question: Buffer): Buffer | undefined {
  const labels: string[] = [];
  let end = 12;
  for (let length = question[end] ?? 0; length > 0; length = question[end] ?? 0) {
    labels.push(question.toString("latin1", end + 1, end + 1 + length));
    end += 1 + length;
  }
  const name = labels.join(".").toLowerCase();
  asked.push(name);
  const known = zone[name];
  if (known === "silent") return undefined;
  const type = question.readUInt16BE(end + 1);
  const version = type === 28 ? 6 : 4;
  const addresses = Array.isArray(known) ? known.filter((each) => isIP(each) === version) : [];
  const code = known === undefined ? 3 : known === "refused" ? 2 : 0;
  const header = Buffer.alloc(12);
  question.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  return Buffer.concat([
    header,
    question.subarray(12, end + 5),
    ...addresses.map((each) => record(type, toBytes(each))),
  ]);
}

function record(type: number, content: Buffer): Buffer {
  const fields = Buffer.alloc(12);
  // The name is the question's.
  fields.writeUInt16BE(0xc00c, 0);
  fields.writeUInt16BE(type, 2);
  fields.writeUInt16BE(1, 4);
  fields.writeUInt32BE(60, 6);
  fields.writeUInt16BE(content.length, 10);
  return Buffer.concat([fields, content]);
}

function toBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail = ""] = address.split("::");
  const groups = (text: string) => text.split(":").filter(Boolean);
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => "0");
  const bytes = Buffer.alloc(16);
  for (const [index, group] of [...groups(head), ...zeros, ...groups(tail)].entries()) {
    bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2);
  }
  return bytes;
}

const strays = (hosts: string[], machine: string | undefined = "host.shop.org") =>
  findStrayHosts(hosts, machine, resolver);

test("a name that leads to the server is none, whichever of its addresses it leads to", async () => {
  expect(await strays(["www.shop.org", "*.shops.org"])).toEqual([]);
  expect(await strays(["six.shop.org"], "both.shop.org")).toEqual([]);
  expect(await strays(["www.shop.org"], "203.0.113.5")).toEqual([]);
});

test("a name that leads elsewhere, and one that does not exist, are told with where they should lead", async () => {
  const found = await strays(["old.shop.org", "new.shop.org", "www.shop.org"]);
  expect(found).toEqual([
    { host: "old.shop.org", addresses: ["198.51.100.7"], server: ["203.0.113.5"] },
    { host: "new.shop.org", addresses: [], server: ["203.0.113.5"] },
  ]);
  expect(found.map(describeStrayHost)).toEqual([
    "old.shop.org resolves to 198.51.100.7, and the host is 203.0.113.5: point it there, unless something in between passes requests on.",
    "new.shop.org does not resolve: point it at 203.0.113.5 before people or certificates need it.",
  ]);
});

test("what a name server refuses, or does not answer, is not known", async () => {
  expect(await strays(["broken.shop.org", "lost.shop.org"])).toEqual([]);
  expect(await strays(["old.shop.org"], "lost.shop.org")).toEqual([]);
});

test("a server without a public address says nothing about where names should lead", async () => {
  for (const machine of ["127.0.0.1", "10.1.2.3", "fd00::1", "home.shop.org"]) {
    expect(await strays(["old.shop.org"], machine)).toEqual([]);
  }
  expect(await strays(["old.shop.org"], "production")).toEqual([]);
});

test("nobody is asked about bare ports, addresses and names for private use, nor for a local engine", async () => {
  expect(await strays([":8080", "203.0.113.9", "shop.test", "localhost", "shop.internal"])).toEqual([]);
  expect(await findStrayHosts(["old.shop.org"], undefined, resolver)).toEqual([]);
  expect(asked).toEqual([]);
});
