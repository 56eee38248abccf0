import { parseImageReference } from "../../../facts/images/image-reference.ts";
import { hasUnknown } from "../../../facts/unknown.ts";

/** Whether a tag is moved to other images: none, `latest`, or the name of a branch or an environment. Undefined: a variable tells. */
export function isMutableTag(image: string): boolean | undefined {
  const { tag, digest } = parseImageReference(image);
  if (digest !== undefined) return false;
  if (tag === undefined) return hasUnknown(image.slice(image.lastIndexOf("/") + 1)) ? undefined : true;
  if (hasUnknown(tag) || tag.includes("$")) return undefined;
  return /^(latest|stable|main|master|develop|dev|edge|nightly|next|prod|production|staging|current|release)$/.test(
    tag,
  );
}

/** The image without its tag and digest, and without blanks in expressions: `ghcr.io/$IMAGE`. */
export function repositoryOf(image: string): string {
  const plain = image.replace(/\$\{\{\s*(.*?)\s*\}\}/g, "${{$1}}").replace(/\$\{(\w+)[^}]*\}/g, "${$1}");
  return plain.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
}

/** Whether a text has the commit in it. */
export const namesCommit = (text: string): boolean =>
  /github\.sha|GITHUB_SHA|workflow_run\.head_sha|head\.sha|type=sha|CI_COMMIT_(SHORT_)?SHA|rev-parse|COMMIT_SHA|\$\{?(GIT_)?SHA\b|SHORT_SHA/.test(
    text,
  );
