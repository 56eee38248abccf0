import { posix } from "node:path";
import type { ImageBuild } from "../../facts/build/image-build.ts";
import { type Dockerignore, type IgnorePattern, matcherOf } from "../../facts/dockerfile/dockerignore.ts";
import type { Instruction } from "../../facts/dockerfile/instruction.ts";
import { templatedName } from "../../facts/env/env-template.ts";
import { isSecretName } from "../../facts/env/secret-name.ts";
import type { Facts } from "../../facts/facts.ts";
import { lazy } from "../../facts/lazy.ts";
import type { Fix, Report } from "../../finding.ts";
import { insertLines, replaceValue } from "../../fix/edit.ts";
import { parseEnvFile } from "../../parse/parse-env-file.ts";
import { defineRule } from "../../rule.ts";
import { wholeCopy } from "./shared/whole-copy.ts";

export const rule = defineRule({
  id: "dockerignore-leak",
  group: "image",
  severity: "error",
  summary: "Secrets, and what other tools made, stay out of the build's context",
  why: "Patterns of .dockerignore count from the context's root: .env there does not leave apps/web/.env.local out, and node_modules not apps/web/node_modules. COPY . . then puts the secrets of whoever builds into a layer that everyone can read who can pull the image, and overwrites freshly installed packages with those of another system.",
  fix: "Write **/ before the pattern, and leave out **/.env*, **/.git, **/node_modules, keys and build results.",
  links: ["https://docs.docker.com/build/concepts/context/#dockerignore-files"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    const seen = new Set<string>();
    const paths = lazy(() => kinds.map((kind) => toPaths(facts, kind)));
    for (const build of facts.builds) {
      const copy = wholeCopy(build);
      if (!copy || build.context === undefined) continue;
      const key = `${build.context}\n${build.ignore?.path ?? ""}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield* checkContext(facts, build, build.context, copy, paths());
    }
  },
});

interface Kind {
  readonly pattern: string;
  readonly severity: "error" | "warn";
  readonly what: string;
  /** Whether whoever works with the repository has it for certain. */
  readonly expected?: boolean;
  matches(path: string): boolean;
}

const base = (path: string): string => posix.basename(path);

const kinds: readonly Kind[] = [
  {
    pattern: "**/.env*",
    severity: "error",
    what: "env files with secrets",
    expected: true,
    matches: (path) =>
      /^\.env(\..+)?$/.test(base(path)) &&
      !/example|sample|template|dist|defaults?$|test|schema|\.ts$|\.js$/.test(base(path)),
  },
  {
    pattern: "**/*.pem",
    severity: "error",
    what: "keys",
    matches: (path) => /\.(pem|key|p12|pfx)$|^id_(rsa|ed25519|ecdsa)$/.test(base(path)),
  },
  {
    pattern: "**/.git",
    severity: "error",
    what: "the whole history of the repository",
    matches: (path) => base(path) === ".git",
  },
  { pattern: "**/.npmrc", severity: "error", what: "the tokens of .npmrc", matches: (path) => base(path) === ".npmrc" },
  {
    pattern: "**/node_modules",
    severity: "warn",
    what: "installed packages",
    expected: true,
    matches: (path) => base(path) === "node_modules",
  },
  { pattern: "**/.next", severity: "warn", what: "old build results", matches: (path) => base(path) === ".next" },
  {
    pattern: "**/.venv",
    severity: "warn",
    what: "a virtual environment of another system",
    matches: (path) => base(path) === ".venv",
  },
  { pattern: "**/dist", severity: "warn", what: "old build results", matches: (path) => base(path) === "dist" },
];

/** Of the whole repository: what leaks where nothing leaves it out, and what is likely to. */
interface KindPaths {
  readonly kind: Kind;
  readonly present: readonly string[];
  readonly likely: readonly string[];
}

const toPaths = (facts: Facts, kind: Kind): KindPaths => ({
  kind,
  present: [...facts.repository.files, ...facts.repository.closedFolders].filter(
    (path) => kind.matches(path) && isSecret(facts, kind, path),
  ),
  likely: likelyPaths(facts, kind),
});

function* checkContext(
  facts: Facts,
  build: ImageBuild,
  context: string,
  copy: Instruction,
  all: readonly KindPaths[],
): Generator<Report> {
  const { ignore } = build;
  const survivors = (paths: readonly string[]): string[] =>
    paths.flatMap((path) => {
      const inside =
        context === "" ? path : path.startsWith(`${context}/`) ? path.slice(context.length + 1) : undefined;
      return inside === undefined || ignore?.ignores(inside) ? [] : inside;
    });
  for (const { kind, present, likely: expected } of all) {
    const leaking = survivors(present);
    const likely = leaking.length > 0 ? [] : survivors(expected);
    const rooted = ignore && rootedPattern(ignore, kind, [...leaking, ...likely]);
    // What is not there yet only counts where somebody meant to leave it out, or there is no file at all.
    const meant = rooted ? likely.filter((path) => anywhere(rooted.text)(path)) : [];
    const paths = leaking.length > 0 ? leaking : rooted ? meant : !ignore && kind.expected ? likely : [];
    const [first] = paths;
    if (first === undefined) continue;
    const more = paths.length > 1 ? ` and ${paths.length - 1} more` : "";
    yield {
      at: rooted?.at ?? (ignore && leaking.length > 0 ? { file: ignore.path, line: 1, column: 1 } : copy.at),
      severity: kind.severity,
      message: rooted
        ? `The pattern ${rooted.text} only counts at the context's root: ${first}${more} ${leaking.length > 0 ? "goes" : "would go"} into the image.`
        : `COPY takes ${kind.what} into the image: ${first}${more} ${paths.length > 1 ? "are" : "is"} not left out${ignore ? "" : ", for there is no .dockerignore"}.`,
      related: [{ at: copy.at, message: "This COPY takes the whole context." }],
      ...(ignore
        ? { fix: leaveOut(facts, ignore, rooted, kind) }
        : {
            advice: `Write ${posix.join(context, ".dockerignore")} with ${kind.pattern} and what else does not belong into an image.`,
          }),
    };
  }
}

/** A file that is there is read: settings and certificates are no secrets. */
function isSecret(facts: Facts, { pattern }: Kind, path: string): boolean {
  if (pattern === "**/.env*") {
    const source = facts.repository.read(path);
    return (
      !source ||
      parseEnvFile(source).some(
        ({ name, value, commentedOut }) =>
          !commentedOut && value !== "" && (isSecretName(name) || /:\/\/[^/\s]*:[^/\s]*@/.test(value)),
      )
    );
  }
  if (pattern !== "**/*.pem" && pattern !== "**/.npmrc") return true;
  const text = facts.repository.read(path)?.text ?? "";
  return pattern === "**/.npmrc"
    ? /(_authToken|_auth|_password)\s*=\s*(?!\$\{)\S/.test(text)
    : /PRIVATE KEY/.test(text);
}

/** What each copy of the repository gets where somebody works with it: packages beside manifests, env files beside templates. */
function likelyPaths(facts: Facts, { pattern }: Kind): string[] {
  const name = pattern.slice(3);
  if (name === ".env*") {
    const templates = facts.envTemplates.map(({ path }) => posix.join(posix.dirname(path), templatedName(path)));
    const apps = facts.packages
      .filter((each) => ["next", "vite", "astro", "nuxt"].some((framework) => each.dependency(framework)))
      .map(({ folder }) => posix.join(folder, ".env.local"));
    return [...templates, ...apps];
  }
  if (name !== "node_modules" && name !== ".next" && name !== "dist") return [];
  return facts.packages
    .filter((each) => name !== ".next" || each.dependency("next"))
    .map(({ folder }) => posix.join(folder, name));
}

const bare = (text: string): string => text.replace(/^\//, "").replace(/\/$/, "");

/** A pattern as it was meant: in every folder. */
const anywhere = (text: string): ((path: string) => boolean) => matcherOf(`**/${bare(text)}`);

/** A pattern that would leave one of the paths out, if it did not count at the root only. */
const rootedPattern = (ignore: Dockerignore, kind: Kind, paths: readonly string[]): IgnorePattern | undefined =>
  ignore.patterns.findLast(
    ({ text, negated }) =>
      isRooted(text) && !negated && paths.some((path) => kind.matches(path) && anywhere(text)(path)),
  );

const isRooted = (text: string): boolean => !bare(text).includes("/") && !text.includes("**") && bare(text) !== "*";

function leaveOut(
  facts: Facts,
  ignore: Dockerignore,
  rooted: IgnorePattern | undefined,
  { pattern, matches }: Kind,
): Fix {
  if (rooted) {
    const edits = ignore.patterns
      .filter(({ text, negated }) => {
        return !negated && isRooted(text) && (matches(bare(text).replace("*", "local")) || text === rooted.text);
      })
      .flatMap(({ text, at }) => replaceValue(facts, at, `**/${text.replace(/^\//, "")}`));
    return { title: "Let it count in every folder", edits };
  }
  // At the top: what is let in again below stays in.
  return { title: `Leave ${pattern} out`, edits: insertLines(facts, ignore.path, 1, [pattern]) };
}
