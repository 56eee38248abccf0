import { expect, test } from "vitest";
import { type Finished, startGantry } from "../cli/start-gantry.ts";
import { createFolder } from "./folder.ts";

const compose =
  "services:\n  web:\n    build: .\n    env_file: .env\n    volumes: ['./Caddyfile:/etc/caddy/Caddyfile']\n";
const mebibyte = 1024 * 1024;

interface Shape {
  file: string;
  head?: string;
  line: (number: number) => string;
  tail?: string;
}

const shapes: readonly Shape[] = [
  { file: "Caddyfile", line: (n) => `s${n}.example.org {\n\treverse_proxy web:3000\n}\n` },
  {
    file: "nginx.conf",
    head: "events {}\nhttp {\n",
    line: (n) => `  server { listen 80; server_name s${n}; location / { proxy_pass http://web:3000; } }\n`,
    tail: "}\n",
  },
  {
    file: "compose.yaml",
    head: "services:\n  web:\n    image: nginx:1.27\n    environment:\n",
    line: (n) => `      A${n}: b\n`,
  },
  { file: "Dockerfile", head: "FROM node:22-alpine\n", line: (n) => `ENV A${n}=b\n` },
  { file: "Dockerfile", head: "FROM node:22-alpine\nRUN a \\\n", line: (n) => ` && echo ${n} \\\n`, tail: " && b\n" },
  { file: ".env.production", line: (n) => `NAME_${n}=value ${n}\n` },
];

/** A text of nearly so many characters. */
function fill({ head = "", line, tail = "" }: Shape, size: number): string {
  const parts = [head];
  let length = head.length + tail.length;
  for (let number = 0; ; number++) {
    const next = line(number);
    if (length + next.length >= size) return [...parts, tail].join("");
    parts.push(next);
    length += next.length;
  }
}

/** A check that may take so many milliseconds. */
async function checkWithin(cwd: string, milliseconds: number): Promise<Finished> {
  const { child, finished } = startGantry(["check"], { cwd });
  const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
  return finished.finally(() => clearTimeout(timer));
}

test.each(shapes)(
  "the largest $file that is looked at is checked within a minute",
  async (shape) => {
    await using folder = await createFolder({ "compose.yaml": compose, [shape.file]: fill(shape, mebibyte) });
    // Many times what it takes: one that is not linear takes hours.
    const { code, stdout } = await checkWithin(folder.directory, 60_000);
    expect([0, 1]).toContain(code);
    expect(stdout).not.toContain("MiB");
  },
  90_000,
);

test.each(shapes)(
  "a $file of ten megabytes is named and passed over",
  async (shape) => {
    await using folder = await createFolder({ "compose.yaml": compose, [shape.file]: fill(shape, 10_000_000) });
    const { code, stdout } = await checkWithin(folder.directory, 30_000);
    expect([0, 1]).toContain(code);
    if (shape.file.startsWith(".env")) expect(stdout).not.toContain("NAME_");
    else expect(stdout).toContain("The file is larger than 1 MiB: it is not looked at.");
  },
  60_000,
);
