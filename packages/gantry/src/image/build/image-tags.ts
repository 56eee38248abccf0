import { UserError } from "../../model/error.ts";
import type { Service } from "../../model/service.ts";
import type { GitState } from "./git-state.ts";

export interface TagChoice {
  project: string;
  /** The services that the image is of. */
  services: Readonly<Record<string, Pick<Service, "image" | "build">>>;
  git: GitState | undefined;
  /** `content-…`. */
  content: string;
  /** Tags that were asked for by name. */
  extra: readonly string[];
  latest: boolean;
}

/** All references that an image gets: the commit's and the content's tag, what the services' own `image` and `tags` say, and what was asked for. */
export function chooseReferences({ project, services, git, content, extra, latest }: TagChoice): string[] {
  const commit = git && `${git.commit.slice(0, 12)}${git.dirty ? "-dirty" : ""}`;
  const references = Object.entries(services).flatMap(([service, { image, build }]) => {
    const { repository, tag } = splitReference(image ?? `${project}-${service}`);
    const tags = [commit, content, tag, ...extra, latest ? "latest" : undefined];
    const own = tags.flatMap((each) => (each === undefined ? [] : [`${repository}:${each}`]));
    return [...own, ...(build?.tags ?? []).map(withTag)];
  });
  return [...new Set(references)];
}

/** The repository that a service's image is in: its `image` without tag, or a name of the project's. */
export function chooseRepository(project: string, service: string, image: string | undefined): string {
  return splitReference(image ?? `${project}-${service}`).repository;
}

/** @throws UserError `usage` for what the engine would not take as a tag. */
export function checkTags(tags: readonly string[]): void {
  const wrong = tags.find((tag) => !/^\w[\w.-]{0,127}$/.test(tag));
  if (wrong === undefined) return;
  throw new UserError(`--tag: ${JSON.stringify(wrong)} is not a tag.`, {
    code: "usage",
    fix: 'Write letters, digits, ".", "_" and "-", such as "1.4.0"; the repository is the service\'s image.',
  });
}

/** A colon before the last slash belongs to a registry's port. */
function splitReference(reference: string): { repository: string; tag: string | undefined } {
  const [name = ""] = reference.split("@");
  const colon = name.lastIndexOf(":");
  if (colon <= name.lastIndexOf("/")) return { repository: name, tag: undefined };
  return { repository: name.slice(0, colon), tag: name.slice(colon + 1) };
}

function withTag(reference: string): string {
  const { repository, tag = "latest" } = splitReference(reference);
  return `${repository}:${tag}`;
}
