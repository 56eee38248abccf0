import { runsRemotely } from "../../../facts/ci/remote-shell.ts";
import { isDeployment } from "../../../facts/compose/production-scope.ts";
import type { Facts } from "../../../facts/facts.ts";
import type { ShellCommand } from "../../../shell/shell-document.ts";

/** Commands that run in production: on a server, or in a container of a script or job that deploys. */
export function* deployedCommands(facts: Facts): Generator<ShellCommand> {
  for (const command of facts.commands()) {
    if (command.document.origin.type === "package-script") continue;
    const inContainer = /^(docker|docker-compose)$/.test(command.argv.find((word) => word !== "sudo") ?? "");
    if (runsRemotely(facts, command.document) || (inContainer && isDeployment({ command }))) yield command;
  }
}
