import type { SystemName } from "./image-knowledge.ts";

interface System {
  readonly tools: string;
  readonly hasShell: boolean | undefined;
  readonly packages: "apk" | "apt" | undefined;
  readonly wget: "busybox" | "gnu" | undefined;
}

/** BusyBox applets of Alpine that health checks and scripts use. */
const busybox =
  "sh ash wget nc ping grep egrep sed awk cut tr head tail cat echo printf test [ sleep true false kill ps pgrep pkill top vi find xargs sort uniq wc date hostname nslookup netstat ls cp mv rm mkdir chmod chown env id su tar gzip gunzip timeout crond crontab stat tee touch expr base64 sha256sum md5sum which";
const missingInAlpine =
  "-curl -bash -jq -git -psql -pg_isready -redis-cli -mysql -mysqladmin -python3 -node -dig -ip -rsync -openssl -gpg -grpcurl -sudo -getent";

/** What minimal Debian has: the essential packages. */
const essential =
  "sh bash dash grep egrep sed awk cut tr head tail cat echo printf test [ sleep true false kill find xargs sort uniq wc date hostname ls cp mv rm mkdir chmod chown env id su tar gzip gunzip timeout stat tee touch expr base64 sha256sum md5sum perl getent which";
const missingInDebian =
  "-curl -wget -nc -ping -ps -pgrep -pkill -top -jq -git -psql -pg_isready -redis-cli -mysql -mysqladmin -python3 -node -dig -nslookup -ip -netstat -ss -vi -vim -nano -crond -cron -crontab -rsync -gpg -grpcurl -sudo";

/** Facts of the systems below images. @see https://github.com/docker-library/buildpack-deps */
export const systems: Readonly<Record<SystemName, System>> = {
  alpine: { tools: `${busybox} ${missingInAlpine}`, hasShell: true, packages: "apk", wget: "busybox" },
  "debian-slim": { tools: `${essential} ${missingInDebian}`, hasShell: true, packages: "apt", wget: undefined },
  "debian-full": {
    tools: `${essential} ${missingInDebian.replace(/-(curl|wget|git|ps|pgrep|pkill|top|python3|gpg)\b/g, "$1")}`,
    hasShell: true,
    packages: "apt",
    wget: "gnu",
  },
  distroless: {
    tools:
      "-sh -bash -ash -dash -curl -wget -nc -ping -grep -cat -test -[ -sleep -ls -psql -pg_isready -redis-cli -python3 -node -jq",
    hasShell: false,
    packages: undefined,
    wget: undefined,
  },
  scratch: {
    tools:
      "-sh -bash -ash -dash -curl -wget -nc -ping -grep -cat -test -[ -sleep -ls -psql -pg_isready -redis-cli -python3 -node -jq",
    hasShell: false,
    packages: undefined,
    wget: undefined,
  },
  unknown: { tools: "", hasShell: undefined, packages: undefined, wget: undefined },
};
