import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../model/error.ts";
import { describeFinding } from "../scan/describe-finding.ts";
import type { Finding } from "../scan/finding.ts";
import { type ScanResult, scanImage } from "../scan/scan-image.ts";
import type { BuildTarget } from "./build-target.ts";
import type { EmitImageEvent } from "./event.ts";
import { findBases } from "./find-bases.ts";

export interface ScanImagesOptions {
  engine: Engine;
  directory: string;
  signal: AbortSignal;
  emit: EmitImageEvent;
  /** Values that no image may hold, by name. */
  secretValues: ReadonlyMap<string, string>;
  onFailure: (image: string, detail: string) => void;
}

/**
 * Looks for secrets in images that were just built, one after the other: the engine saves no faster when asked for several.
 *
 * @throws UserError `secret-in-image` with every place in every image; what is in doubt is a warning event.
 */
export async function scanImages(
  images: readonly { target: BuildTarget; staging: string }[],
  { engine, directory, signal, emit, secretValues, onFailure }: ScanImagesOptions,
): Promise<void> {
  const found: { target: BuildTarget; findings: Finding[] }[] = [];
  for (const { target, staging } of images) {
    const image = target.name;
    emit({ type: "image", image, phase: "scanning" });
    const bases = await findBases(target, directory);
    const result: ScanResult = await scanImage(engine, staging, {
      secrets: secretValues,
      bases,
      signal,
      onProgress: ({ bytes, totalBytes }) =>
        emit({
          type: "progress",
          subject: image,
          current: Math.min(bytes, totalBytes),
          total: totalBytes,
          unit: "bytes",
        }),
    });
    for (const finding of result.findings) {
      if (finding.severity === "warning") emit({ type: "warning", message: `${image}: ${describeFinding(finding)}` });
    }
    const findings = result.findings.filter(({ severity }) => severity === "error");
    if (findings.length === 0) continue;
    onFailure(image, describeCount(findings.length));
    found.push({ target, findings });
  }
  if (found.length > 0) throw secretInImage(found);
}

function secretInImage(found: readonly { target: BuildTarget; findings: readonly Finding[] }[]): UserError {
  const lines = found.flatMap(({ target, findings }) =>
    findings.map((finding) => `${target.services[0] ?? target.name}: ${describeFinding(finding)}`),
  );
  const names = found.map(({ target }) => target.services[0] ?? target.name).join(", ");
  return new UserError(`${names}: the image holds what nobody should get with it: ${describeCount(lines.length)}.`, {
    code: "secret-in-image",
    detail: lines.join("\n"),
    issues: lines.map((message) => ({ message })),
    fix: "Mount it with build.secrets, or leave the file out with .dockerignore. A file that a later step removes is in the image all the same. No image got a new name.",
  });
}

const describeCount = (count: number): string => (count === 1 ? "1 secret" : `${count} secrets`);
