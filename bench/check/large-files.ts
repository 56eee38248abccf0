/** What has to do with all of them. */
export const besideLargeFile =
  "services:\n  web:\n    build: .\n    env_file: .env\n    volumes: ['./Caddyfile:/etc/caddy/Caddyfile']\n";

/** A file of many lines that are all alike. */
export interface LargeFile {
  file: string;
  head?: string;
  line: (number: number) => string;
  tail?: string;
}

/** The kinds of files of which people write every line. */
export const largeFiles: readonly LargeFile[] = [
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

/** The file's text, of nearly so many characters. */
export function fillFile({ head = "", line, tail = "" }: LargeFile, size: number): string {
  const parts = [head];
  let length = head.length + tail.length;
  for (let number = 0; ; number++) {
    const next = line(number);
    if (length + next.length >= size) return [...parts, tail].join("");
    parts.push(next);
    length += next.length;
  }
}
