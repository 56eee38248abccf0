interface Section {
  comment: string;
  patterns: readonly string[];
}

/**
 * What no image may hold and no build needs. Patterns of a `.dockerignore` are anchored to its top, so each begins with two stars and
 * a slash, to hold at every depth; the last one that matches wins.
 *
 * @see https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
const shared: readonly Section[] = [
  {
    comment: "Values of environments, keys and certificates: no image holds them.",
    patterns: [
      "**/.env",
      "**/.env.*",
      "!**/.env.example",
      "**/*.pem",
      "**/*.key",
      "**/*.p12",
      "**/*.pfx",
      "**/*.age",
      "**/id_rsa*",
      "**/id_ed25519*",
      "**/id_ecdsa*",
      "**/.netrc",
      "**/.aws",
      "**/.ssh",
    ],
  },
  {
    comment: "What the build makes anew: packages, output, caches.",
    patterns: ["**/node_modules", "**/dist", "**/coverage", "**/.cache", "**/.turbo", "**/*.tsbuildinfo", "**/*.log"],
  },
  {
    comment: "What only developers need.",
    patterns: [
      "**/.git",
      "**/.github",
      "**/.gitlab",
      "**/.gantry",
      "**/.vscode",
      "**/.idea",
      "**/.devcontainer",
      "**/.husky",
      "**/.DS_Store",
      "**/*.swp",
      "**/test",
      "**/tests",
      "**/__tests__",
      "**/e2e",
      "**/*.test.*",
      "**/*.spec.*",
    ],
  },
  {
    comment: "What describes builds and stacks: changing it must not change the image.",
    patterns: [
      "**/Dockerfile*",
      "**/*.Dockerfile",
      "**/.dockerignore",
      "**/*.dockerignore",
      "**/compose*.yaml",
      "**/compose*.yml",
      "**/docker-compose*.yaml",
      "**/docker-compose*.yml",
      "**/gantry.config.*",
    ],
  },
];

/**
 * The ignore file of a build.
 *
 * @param more The recipe's own patterns, after the shared ones; one that begins with `!` takes something back.
 */
export function printDockerignore(more: readonly string[] = []): string {
  const sections =
    more.length === 0 ? shared : [...shared, { comment: "Of this kind of application.", patterns: more }];
  return `${sections.map(({ comment, patterns }) => [`# ${comment}`, ...patterns].join("\n")).join("\n\n")}\n`;
}
