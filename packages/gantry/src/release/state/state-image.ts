import { createHash } from "node:crypto";
import type { Engine } from "../../engine/engine.ts";
import { packFiles } from "./pack-files.ts";

/** The image of the containers that hold state and are never started: nothing is in it. */
export const stateImage = "gantry/state:1";

/** Gives the engine the image. It has the same id wherever and whenever it is made, so that making it twice leaves no second one. */
export async function loadStateImage(engine: Engine, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
  const call = signal === undefined ? {} : { signal };
  const { Os: os, Arch: architecture } = await engine.version(call);
  for await (const _ of engine.images.load(await packStateImage({ os, architecture }), call)) {
    // Nothing in its progress is worth telling.
  }
}

async function packStateImage(platform: { os: string; architecture: string }): Promise<Buffer> {
  // A tar archive without entries: two blocks of zeros.
  const layer = Buffer.alloc(1024);
  const created = "1970-01-01T00:00:00Z";
  const config = Buffer.from(
    JSON.stringify({
      ...platform,
      created,
      config: { Labels: { "gantry.role": "state" } },
      rootfs: { type: "layers", diff_ids: [`sha256:${sha256(layer)}`] },
      history: [{ created, created_by: "gantry" }],
    }),
  );
  const name = `${sha256(config)}.json`;
  const manifest = [{ Config: name, RepoTags: [stateImage], Layers: ["layer/layer.tar"] }];
  return packFiles([
    [name, config],
    ["layer/"],
    ["layer/layer.tar", layer],
    ["manifest.json", Buffer.from(JSON.stringify(manifest))],
  ]);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
