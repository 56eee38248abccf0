import type { Facts } from "../../../facts/facts.ts";

/** Names that a shell, an engine or a CI system sets by itself. */
const ambient =
  /^(HOME|USER|LOGNAME|PWD|PATH|SHELL|HOSTNAME|TZ|LANG|TMPDIR|UID|GID|EUID|DISPLAY|SSH_AUTH_SOCK|XDG_\w+|COMPOSE_\w+|DOCKER_\w+|BUILDKIT_\w+|GITHUB_\w+|RUNNER_\w+|CI|CI_\w+|ACTIONS_\w+)$/;

/** Whether something else than an env file gives a variable its value: a script, a Makefile, a workflow, or the system. */
export function isProvidedElsewhere(facts: Facts, name: string): boolean {
  return ambient.test(name) || scriptsOf(facts).some((text) => new RegExp(`\\b${name}(\\s*[:?+]?=|:)`).test(text));
}

const textsOf = new WeakMap<Facts, readonly string[]>();

/** The texts of everything that may set variables for a `docker compose` command. */
function scriptsOf(facts: Facts): readonly string[] {
  const known = textsOf.get(facts);
  if (known) return known;
  const { repository } = facts;
  const files = repository
    .ofKind("shell", "makefile", "github-workflow", "gitlab-ci", "env-file")
    .map((path) => repository.read(path)?.text ?? "");
  const documents = facts.shellDocuments
    .filter(({ origin }) => origin.type === "markdown" || origin.type === "package-script")
    .map(({ text }) => text);
  const texts = [...files, ...documents];
  textsOf.set(facts, texts);
  return texts;
}
