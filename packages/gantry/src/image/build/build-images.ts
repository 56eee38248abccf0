import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../model/error.ts";
import type { Service } from "../../model/service.ts";
import { pushImage } from "../registry/push-image.ts";
import { describeImage } from "../report/describe-image.ts";
import { findPreviousImage, type PreviousImage } from "../report/find-previous-image.ts";
import type { ImageReport } from "../report/image-report.ts";
import type { BuildPlace, BuildTarget } from "./build-target.ts";
import { checkTargets } from "./check-targets.ts";
import { type BuildAdditions, type CompleteTarget, completeTargets } from "./complete-target.ts";
import { contentTag } from "./content-tag.ts";
import type { EmitImageEvent } from "./event.ts";
import { type BuildTool, findBuildTool } from "./find-build-tool.ts";
import { chooseReferences, chooseRepository } from "./image-tags.ts";
import { runBuild } from "./run-build.ts";
import { scanImages } from "./scan-images.ts";
import { selectTargets } from "./select-targets.ts";
import { createStagingTag, removeStaging, sweepStaging } from "./staging.ts";
import { createNewsTeller } from "./tell-news.ts";

export interface BuildImagesOptions extends BuildPlace {
  engine: Engine;
  project: string;
  services: Readonly<Record<string, Service>>;
  /** The services whose images are wanted. */
  wanted: readonly string[];
  signal: AbortSignal;
  emit: EmitImageEvent;
  additions: BuildAdditions;
  /** Further tags, beside those of the commit, of the content and of the services themselves. */
  tags: readonly string[];
  latest: boolean;
  push: boolean;
  /** Values that no image may hold, by name; undefined: nobody looks for any. */
  secretValues: ReadonlyMap<string, string> | undefined;
  /** Blanks out secrets in the steps of the report. Default: nothing is blanked out. */
  redact?: (text: string) => string;
  /** A builder of buildx's. Default: the one that is in use. */
  builder?: string | undefined;
  /** What `findBuildTool` says, where it was asked before. */
  tool?: Promise<BuildTool> | undefined;
}

export interface BuiltImage extends ImageReport {
  /** As events name it. */
  image: string;
  services: readonly string[];
  /** Every name that it has now. */
  references: string[];
  /** What was pushed, and the digest that the registry knows it by. */
  pushed: { reference: string; digest: string | undefined }[];
}

/**
 * Builds the images of services in parallel, and gives them their names once all of them are built and nothing was found in any.
 * Until then an image has a name of this build's alone, which is removed in every case: a build that fails changes nothing.
 *
 * @throws UserError `not-found` when no service has a build, `config` when a folder or Dockerfile is not there, `build-failed`,
 *   `secret-in-image`, `unsupported`, `failed` for a push.
 */
export async function buildImages(options: BuildImagesOptions): Promise<BuiltImage[]> {
  const { engine, project, services, wanted, signal, emit } = options;
  const { targets, linked } = selectTargets(services, { project, wanted });
  if (targets.length === 0) throw nothingToBuild(project, wanted);
  await checkTargets({ targets, linked }, options.directory);
  const tool = options.tool ?? findBuildTool(options);
  // Awaited by the build itself.
  tool.catch(() => undefined);
  const completed = await completeTargets(targets, options.additions, options);
  const staged = completed.map((complete) => stage(complete, project, services));
  const count = targets.length === 1 ? "1 image" : `${targets.length} images`;
  emit({ type: "build", project, images: targets.map(({ name }) => name), summary: count });
  for (const { target, git } of completed) {
    emit({ type: "image", image: target.name, phase: "waiting" });
    if (!git) emit({ type: "warning", message: withoutGit(target) });
  }
  const teller = createNewsTeller(emit);
  let named = false;
  try {
    const previous = await Promise.all(staged.map((each) => prepareRepository(each, options)));
    await runBuild({ targets: staged.map(({ target }) => target), linked }, { ...options, tool, onNews: teller.tell });
    const { secretValues } = options;
    if (secretValues) await scanImages(staged, { ...options, secretValues, onFailure: teller.blame });
    const built = await Promise.all(staged.map((each, index) => nameImage(each, previous[index], options)));
    named = true;
    if (options.push) for (const image of built) await pushReferences(image, options);
    for (const { image, references } of built) {
      emit({ type: "image", image, phase: "built", detail: references.join(" ") });
    }
    return built;
  } catch (error) {
    teller.fail(targets.map(({ name }) => name));
    throw signal.aborted ? interrupted(named, error) : error;
  } finally {
    const names = staged.map(({ staging }) => staging);
    // What became of the build is the better news; a later build of the same repository removes them.
    await removeStaging(engine, names).catch(() =>
      emit({ type: "warning", message: `These names of the build could not be removed: ${names.join(", ")}.` }),
    );
  }
}

/** A target under its staging name. */
interface StagedTarget extends CompleteTarget {
  staging: string;
  /** Of its first service. */
  repository: string;
}

function stage(
  { target, git }: CompleteTarget,
  project: string,
  services: BuildImagesOptions["services"],
): StagedTarget {
  const [service = target.name] = target.services;
  const repository = chooseRepository(project, service, services[service]?.image);
  const staging = `${repository}:${createStagingTag()}`;
  return { target: { ...target, tags: [staging] }, git, repository, staging };
}

/** @returns the image that the build is going to follow: the build itself gives an older image a name when it makes that again. */
async function prepareRepository(
  { repository }: StagedTarget,
  { engine, signal }: BuildImagesOptions,
): Promise<PreviousImage | undefined> {
  await sweepStaging(engine, repository, signal);
  return findPreviousImage(engine, repository, signal);
}

async function nameImage(
  { target, git, staging }: StagedTarget,
  previous: PreviousImage | undefined,
  { engine, project, services, tags, latest, signal, redact = (text) => text }: BuildImagesOptions,
): Promise<BuiltImage> {
  const [inspected, report] = await Promise.all([
    engine.images.inspect(staging, { signal }),
    describeImage(engine, staging, { previous, redact, signal }),
  ]);
  const own = Object.fromEntries(target.services.map((name) => [name, services[name] ?? {}]));
  const content = contentTag(inspected);
  const references = chooseReferences({ project, services: own, git, content, extra: tags, latest });
  for (const reference of references) {
    const colon = reference.lastIndexOf(":");
    await engine.images.tag(staging, { repo: reference.slice(0, colon), tag: reference.slice(colon + 1) }, { signal });
  }
  return { image: target.name, services: target.services, ...report, references, pushed: [] };
}

async function pushReferences(image: BuiltImage, { engine, environment, signal, emit }: BuildImagesOptions) {
  for (const reference of image.references) {
    emit({ type: "image", image: image.image, phase: "pushing", detail: reference });
    const onProgress = (progress: { current: number; total: number }) =>
      emit({ type: "progress", subject: image.image, ...progress, unit: "bytes" });
    const digest = await pushImage(reference, { engine, environment, signal, onProgress });
    image.pushed.push({ reference, digest });
  }
}

function interrupted(named: boolean, cause: unknown): UserError {
  const state = named
    ? "the images are built and have their names here, not all are pushed"
    : "no image got a new name";
  return new UserError(`Interrupted; ${state}.`, { code: "interrupted", cause });
}

function withoutGit({ services, name }: BuildTarget): string {
  return `${services[0] ?? name}: its folder is in no git repository, so its image gets no tag of a commit.`;
}

function nothingToBuild(project: string, wanted: readonly string[]): UserError {
  const [only] = wanted;
  const subject = wanted.length === 1 ? `services.${only}` : project;
  return new UserError(`${subject} has nothing to build: there is no "build".`, {
    code: "not-found",
    fix: `Give a service a "build", or name one that has it.`,
  });
}
