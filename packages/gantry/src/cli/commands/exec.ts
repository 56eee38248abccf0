import { defineCommand, type OptionTable } from "./definition.ts";

export const execOptions = {
  interactive: {
    flags: "-i, --interactive",
    kind: "flag",
    description: "Pass stdin on; so by default when stdin is a terminal or a pipe",
  },
  tty: { flags: "-t, --tty", kind: "flag", description: "Give it a terminal; so by default when ours is one" },
  disableTty: { flags: "-T, --disable-tty", kind: "flag", description: "Give it no terminal" },
  user: { flags: "-u, --user <user>", kind: "text", description: "Run as this user" },
  workdir: { flags: "-w, --workdir <path>", kind: "text", description: "Folder to run in" },
  env: {
    flags: "-e, --env <KEY=value>",
    kind: "list",
    description:
      "Set a variable; KEY alone takes its value from here, and where it has none, it is the environment of the stack",
  },
  index: { flags: "--index <number>", kind: "integer", description: "Container of the service, when it has several" },
  privileged: { flags: "--privileged", kind: "flag", description: "Give the process extended privileges" },
} as const satisfies OptionTable;

export const exec = defineCommand({
  name: "exec",
  group: "Work in it",
  summary: "Run a command in a running container",
  description:
    "Runs the command in a container that runs already, with a real terminal when there is one, and exits with its exit code.",
  arguments: [
    { name: "<service>", description: "Service whose container it runs in" },
    { name: "<command...>", description: "The command and its arguments" },
  ],
  options: execOptions,
  passThrough: true,
  examples: [
    { command: "gantry exec db psql -U postgres", does: "a prompt in the database" },
    { command: "gantry exec -T db pg_dump app > app.sql", does: "bytes through a pipe" },
    { command: "gantry exec -e production web sh", does: "a shell in the web container on the server" },
  ],
  exitCodes: { any: "The command's own exit code" },
  json: { shape: "exec", summary: "Errors only: the command's output is passed through as it is." },
  load: async () => (await import("../handlers/exec.ts")).runExec,
});
