/** Where the script is in the containers. */
export const scriptTarget = "/gantry/wait-for.sh";

/** The script's file, beside `compose.yaml`. */
export const scriptFile = "wait-for.sh";

/**
 * Waits with what the images of applications have: Node.js or Python. Each look is bounded, and done in the background: a shell hears a signal while it
 * waits for such a child, and not before one in the foreground has ended.
 */
export const script = `#!/bin/sh
# Waits until each host:port before "--" accepts connections, and becomes the command after it.
# depends_on orders "docker compose up" only: after a reboot, and with "docker compose restart", the engine starts containers in no order.
# WAIT_FOR_SECONDS: how long to wait in all. Default: 60. After that it exits with 1, and the container's restart policy decides.
set -u

accepts() {
  if command -v node >/dev/null 2>&1; then
    node -e '
      const socket = require("node:net").connect(Number(process.argv[2]), process.argv[1]);
      socket.setTimeout(2000, () => process.exit(1)).on("connect", () => process.exit(0)).on("error", () => process.exit(1));
    ' "$1" "$2"
  elif command -v python3 >/dev/null 2>&1; then
    python3 -c 'import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 2)' "$1" "$2" 2>/dev/null
  else
    echo "wait-for: this image has nothing to connect with; going on without $1:$2." >&2
  fi
}

trap 'exit 130' INT
trap 'exit 143' TERM

deadline=$(($(date +%s) + \${WAIT_FOR_SECONDS:-60}))
while [ "$#" -gt 0 ] && [ "$1" != "--" ]; do
  host=\${1%:*}
  port=\${1##*:}
  said=
  while :; do
    accepts "$host" "$port" &
    if wait "$!"; then break; fi
    if [ "$(date +%s)" -ge "$deadline" ]; then
      echo "wait-for: $host:$port did not accept connections within \${WAIT_FOR_SECONDS:-60} s." >&2
      exit 1
    fi
    [ -n "$said" ] || echo "wait-for: waiting for $host:$port." >&2
    said=yes
    sleep 1 &
    wait "$!"
  done
  shift
done
[ "$#" -gt 0 ] && shift
trap - INT TERM
exec "$@"
`;
