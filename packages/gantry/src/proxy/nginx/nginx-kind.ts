import { UserError } from "../../model/error.ts";
import type { ProxyDefinition } from "../proxy-definition.ts";
import type { ProxyKind } from "../proxy-kind.ts";
import { nginxInclude } from "../volume/layout.ts";
import { type ProxyContainer, runIn } from "../volume/proxy-container.ts";
import { countConnections } from "./count-connections.ts";
import { printInclude } from "./print-include.ts";

/** nginx reads its configuration when it is told to; workers of the old one go on until their requests are answered. */
export function nginxKind({ upstreams, service }: ProxyDefinition): ProxyKind {
  const reload = async (container: ProxyContainer, code: "config" | "failed") => {
    const { exitCode, output } = await runIn(container, ["sh", "-c", reloadScript]);
    if (exitCode === 0) return;
    const message =
      exitCode === stillOld
        ? `${service}: nginx was told to load its configuration, but its old workers still take requests.`
        : `${service}: nginx refuses its configuration; the one before goes on.`;
    throw new UserError(message, { code, detail: output.trim() });
  };
  return {
    describeTargets: (targets) => ({ [nginxInclude]: printInclude(targets, upstreams) }),
    activate: (container) => reload(container, "failed"),
    findFault: async (container) => {
      const { exitCode, output } = await runIn(container, ["nginx", "-t", "-q"]);
      return exitCode === 0 ? undefined : output.trim();
    },
    load: (container) => reload(container, "config"),
    countInFlight: async (container, addresses) => {
      const { exitCode, output } = await runIn(container, ["cat", "/proc/net/tcp", "/proc/net/tcp6"], {
        maxOutput: 16 << 20,
      });
      return exitCode === 0 ? { requests: countConnections(output, addresses), streams: 0 } : undefined;
    },
  };
}

const stillOld = 9;

/**
 * A reload is only a signal: it has come through when none of the old workers takes requests any more. They say so in their titles, and there
 * is no other sign. One command, since each costs a fifth of a second over ssh.
 */
const reloadScript = `nginx -t -q || exit 1
list_workers() {
  for folder in /proc/[0-9]*; do
    title=$(tr '\\0' ' ' < "$folder/cmdline") 2> /dev/null || continue
    case $title in
      "nginx: worker process is shutting down"*) ;;
      "nginx: worker process"*) echo "\${folder#/proc/}" ;;
    esac
  done
}
old=" $(echo $(list_workers)) "
nginx -s reload || exit 1
tries=0
while [ $tries -lt 200 ]; do
  now=$(list_workers)
  left=$now
  for worker in $now; do
    case $old in *" $worker "*) left= ;; esac
  done
  [ -z "$left" ] || exit 0
  tries=$((tries + 1))
  sleep 0.1
done
exit ${stillOld}`;
