import type { Facts } from "../../../facts/facts.ts";

/** Extensions of sources that are of no kind of their own. */
const source =
  /\.(go|rb|erb|php|java|kt|kts|scala|cs|fs|rs|ex|exs|vue|svelte|astro|prisma|tf|hcl|tfvars|toml|json|json5|conf|tmpl|template|j2|properties|xml|ini|cfg|html|gradle|lua|pl|r|dart|swift|service|timer)$/;

/** Which of the names are mentioned anywhere but in env files, documentation and Compose files. Case does not count: `database_url` is read from DATABASE_URL. */
export function mentionedNames({ repository }: Facts, names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  if (names.length === 0) return found;
  const kinds = repository.ofKind(
    "script-source",
    "python-source",
    "framework-config",
    "python-project",
    "package-json",
    "shell",
    "makefile",
    "dockerfile",
    "github-workflow",
    "gitlab-ci",
    "crontab",
    "systemd",
    "caddyfile",
    "nginx",
    "yaml",
  );
  const others = repository.ofKind("other").filter((path) => source.test(path));
  const pattern = new RegExp(`(?<![A-Za-z0-9_])(${names.join("|")})(?![A-Za-z0-9_])`, "gi");
  for (const path of [...kinds, ...others]) {
    const text = repository.read(path)?.text;
    if (text === undefined) continue;
    for (const [name] of text.matchAll(pattern)) found.add(name.toUpperCase());
    if (found.size === names.length) break;
  }
  return found;
}
