import type { Answer } from "./ask-front-door.ts";

/** The longest time for one answer, in seconds. */
const patience = 10;
/** As curl says it: nobody listens there, or the name is none. */
const unreachable = 7;
/** As a shell says it: the container has no shell, or nothing to ask with. */
const unable: ReadonlySet<number> = new Set([126, 127]);

const headers = { "User-Agent": "gantry", "X-Forwarded-Proto": "https", Connection: "close" };

const node = `
const [host, port, path, name] = process.argv.slice(1);
const asking = require("node:http").get(
  { host, port, path, headers: { Host: name, ...${JSON.stringify(headers)} }, timeout: ${patience * 1000} },
  (response) => { console.log("HTTP/1.1 " + response.statusCode); process.exit(); },
);
asking.on("timeout", () => process.exit(1));
asking.on("error", ({ code }) => process.exit(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"].includes(code) ? ${unreachable} : 1));
`;

const python = `
import http.client, socket, sys
host, port, path, name = sys.argv[1:]
try:
    connection = http.client.HTTPConnection(host, int(port), timeout=${patience})
    connection.request("GET", path, headers={"Host": name, ${JSON.stringify(headers).slice(1, -1)}})
    print("HTTP/1.1", connection.getresponse().status)
except (ConnectionRefusedError, socket.gaierror):
    sys.exit(${unreachable})
`;

/**
 * Asks with what there is. Its arguments: host, port, path, and the host name that a visitor would use. Prints a line `HTTP/1.1 200`, or exits with 7
 * when nobody can be reached, or with 127 when there is nothing to ask with. Not every wget says why it failed, so nc is asked then.
 */
const script = `
host=$1 port=$2 path=$3 name=$4
if command -v curl > /dev/null 2>&1; then
  curl -sS -o /dev/null -w 'HTTP/1.1 %{http_code}\\n' -m ${patience} -H "Host: $name" ${curlHeaders()} "http://$host:$port$path"
  code=$?
  [ "$code" -eq 6 ] && exit ${unreachable}
  exit "$code"
elif command -v node > /dev/null 2>&1; then
  exec node -e "$5" "$host" "$port" "$path" "$name"
elif command -v python3 > /dev/null 2>&1; then
  exec python3 -c "$6" "$host" "$port" "$path" "$name"
elif wget --help 2>&1 | grep -q -e ' -S'; then
  answer=$(wget -S -O /dev/null -T ${patience} --header "Host: $name" ${wgetHeaders()} "http://$host:$port$path" 2>&1 | grep -m 1 -o -e 'HTTP/[0-9.]* [0-9]*')
  [ -n "$answer" ] && echo "$answer" && exit 0
  command -v nc > /dev/null 2>&1 && ! nc -z -w 3 "$host" "$port" && exit ${unreachable}
  exit 1
fi
exit 127
`;

function curlHeaders(): string {
  return Object.entries(headers)
    .map(([name, value]) => `-H '${name}: ${value}'`)
    .join(" ");
}

function wgetHeaders(): string {
  return Object.entries(headers)
    .map(([name, value]) => `--header '${name}: ${value}'`)
    .join(" ");
}

export interface SmokeTarget {
  /** A name that the container's network knows. */
  host: string;
  port: number;
  path: string;
  /** What a visitor would call the host. */
  name: string;
}

/** The argv that asks a target from inside a container. */
export function buildSmokeCommand({ host, port, path, name }: SmokeTarget): string[] {
  return ["/bin/sh", "-c", script, "gantry-smoke", host, String(port), path, name, node, python];
}

/** How the target answered. Undefined when that cannot be told: nothing to ask with, or no answer in HTTP. */
export function readSmokeAnswer({ exitCode, output }: { exitCode: number; output: string }): Answer | undefined {
  if (unable.has(exitCode)) return;
  if (exitCode === unreachable) return { failure: "nobody listens there" };
  const status = Number(/HTTP\/[\d.]+ (\d{3})/.exec(output)?.[1] ?? 0);
  return status > 0 ? { status } : undefined;
}
