import { readFile } from "node:fs/promises";
import type { LabServer } from "../../lab/lab.ts";
import { runCommand } from "../../lab/run-command.ts";

/** Users of the lab's server: one who may not use Docker, and one for whom there is none. */
export const users = { guest: "gantry-guest", withoutDocker: "gantry-without-docker" } as const;

const script = `
set -e
prepare() {
  id "$1" >/dev/null 2>&1 || useradd --create-home --shell "$2" "$1"
  install -d -m 700 -o "$1" -g "$1" "/home/$1/.ssh"
  install -m 600 -o "$1" -g "$1" "$3" "/home/$1/.ssh/authorized_keys"
}
exec 9> /run/gantry-users.lock
flock 9
printf '#!/bin/sh\\nPATH=/nowhere exec /bin/sh "$@"\\n' > /usr/local/bin/shell-without-docker
chmod 755 /usr/local/bin/shell-without-docker
keys=$(mktemp)
cat > "$keys"
prepare ${users.guest} /bin/sh "$keys"
prepare ${users.withoutDocker} /usr/local/bin/shell-without-docker "$keys"
`;

/** Makes the users, and lets the lab's key in. */
export async function prepareUsers({ identity, sshConfig }: LabServer): Promise<void> {
  const input = await readFile(`${identity}.pub`, "utf8");
  await runCommand("ssh", ["-F", sshConfig, "gantry-lab-trixie", script], { input });
}
