export type FileKind =
  | "compose"
  | "dockerfile"
  | "dockerignore"
  | "env-template"
  | "env-file"
  | "caddyfile"
  | "nginx"
  | "shell"
  | "crontab"
  | "systemd"
  | "github-workflow"
  | "gitlab-ci"
  | "makefile"
  | "package-json"
  | "python-project"
  | "lock-file"
  | "framework-config"
  | "migration"
  | "script-source"
  | "python-source"
  | "markdown"
  | "yaml"
  | "other";

/** First match wins. The name is the last part of the path. */
const byName: readonly (readonly [FileKind, RegExp])[] = [
  ["dockerignore", /^(.*\.)?dockerignore$/i],
  ["dockerfile", /^(Dockerfile|Containerfile)([.-](?!.*\.(md|txt|ya?ml|json|sh)$).*)?$|\.(dockerfile|containerfile)$/i],
  ["compose", /^(.*[-_.])?(docker-)?compose([-_.].*)?\.ya?ml$/i],
  ["env-template", /^\.?env(\..*)?[._-](example|sample|template|tmpl|dist|defaults?)$|^(example|sample)\.env$/i],
  ["env-template", /^(.+\.)env\.(example|sample|template|dist)$|^\.env\.(example|sample|template|dist)\..+$/i],
  ["env-file", /^\.env(\..+)?$|\.env$/i],
  ["caddyfile", /^Caddyfile(\.(?!(md|mdx|.*[cm]?[jt]sx?|snap|py|go)$).*)?$|\.caddyfile$/i],
  ["crontab", /^crontabs?([._-].*)?$|\.(cron|crontab)$/i],
  ["systemd", /\.(service|timer)$/],
  ["gitlab-ci", /^\.gitlab-ci.*\.ya?ml$/i],
  ["makefile", /^(GNU)?[Mm]akefile$|\.mk$/],
  ["package-json", /^package\.json$/],
  ["python-project", /^(pyproject\.toml|requirements.*\.txt|Pipfile|setup\.(py|cfg))$/],
  [
    "lock-file",
    /^(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|uv\.lock|poetry\.lock)$/,
  ],
  [
    "framework-config",
    /^(next|nuxt|vite|astro|svelte|remix|drizzle|vue|gantry)\.config\.[cm]?[jt]s$|^nest-cli\.json$|^turbo\.json$/,
  ],
  [
    "framework-config",
    /^(pnpm-workspace\.yaml|schema\.prisma|alembic\.ini|\.nvmrc|\.node-version|\.tool-versions|\.python-version)$/,
  ],
  ["shell", /\.(sh|bash|ash)$|^(docker-)?entrypoint$/i],
  ["markdown", /\.(md|mdx)$/i],
  ["yaml", /\.ya?ml$/i],
  ["script-source", /\.([cm]?[jt]s|[jt]sx)$/i],
  ["python-source", /\.py$/i],
];

/** Files that say how a stack is built, run and shipped. */
export const configurationKinds = [
  "compose",
  "dockerfile",
  "dockerignore",
  "env-template",
  "caddyfile",
  "nginx",
  "shell",
  "crontab",
  "github-workflow",
  "gitlab-ci",
  "makefile",
] as const satisfies readonly FileKind[];

/** What a file is, by its path alone. */
export function fileKindOf(path: string): FileKind {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/i.test(path)) return "github-workflow";
  if (/(^|\/)cron(tabs|\.d)\/[^/]+$/.test(path) && !/\.\w{1,4}$/.test(name)) return "crontab";
  if (/\.conf(\.template|\.tmpl|\.j2)?$/i.test(name) && /nginx|(^|\/)(conf\.d|sites-(available|enabled))\//i.test(path))
    return "nginx";
  for (const [kind, pattern] of byName) if (pattern.test(name)) return kind;
  return "other";
}
