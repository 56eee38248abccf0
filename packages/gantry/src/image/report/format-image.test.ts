import { describe, expect, test } from "vitest";
import { compareImages } from "./compare-images.ts";
import { listLayers } from "./describe-image.ts";
import { formatImage } from "./format-image.ts";
import type { ImageReport, ReportedLayer } from "./image-report.ts";

const layer = (digest: string, size: number, createdBy: string): ReportedLayer => ({ digest, size, createdBy });
const base = layer("a", 80 * 1024 ** 2, "ADD rootfs.tar /");
const modules = layer("b", 1536 * 1024, "RUN npm ci");
const report = (...layers: ReportedLayer[]): ImageReport => ({
  id: "sha256:1",
  size: layers.reduce((sum, { size }) => sum + size, 0),
  layers,
});

describe("an image is told in lines", () => {
  test("with its largest layers, aligned", () => {
    expect(formatImage("web", report(base, modules, layer("c", 0, "WORKDIR /app")))).toEqual([
      "web  81.5 MiB in 3 layers",
      "   80 MiB  ADD rootfs.tar /",
      "  1.5 MiB  RUN npm ci",
    ]);
  });

  test("with what changed since the one before", () => {
    const before = report(base, modules);
    const now = report(base, layer("d", 512 * 1024, "RUN npm ci --omit=dev"));
    const change = compareImages(now, before, "shop-web:content-1");
    expect(formatImage("web", { ...now, change }, { largest: 1 })).toEqual([
      "web  80.5 MiB in 2 layers, 1 MiB less than shop-web:content-1",
      "  80 MiB  ADD rootfs.tar /",
      "  1 kept (80 MiB), 1 new (512 KiB), 1 gone (1.5 MiB)",
    ]);
  });

  test("with nothing more where no layer changed", () => {
    const now = report(base);
    expect(formatImage("web", { ...now, change: compareImages(now, report(base), "shop-web:content-1") })).toEqual([
      "web  80 MiB in 1 layer, the same as in shop-web:content-1",
      "  80 MiB  ADD rootfs.tar /",
    ]);
  });

  test("none longer than the terminal is wide", () => {
    const [, row] = formatImage("web", report(layer("x", 1, "RUN ".padEnd(300, "y"))), { columns: 40 });
    expect(row).toHaveLength(40);
  });
});

describe("layers get their steps", () => {
  const step = (CreatedBy: string, Size: number) => ({
    Id: "<missing>",
    Created: 0,
    CreatedBy,
    Tags: null,
    Size,
    Comment: "",
  });
  const keep = (text: string) => text;

  test("from a history that is newest first and has steps without a layer", () => {
    const history = [
      step('CMD ["node"]', 0),
      step("COPY . . # buildkit", 5),
      step("ENV A=1", 0),
      step("ADD rootfs.tar /", 9),
    ];
    expect(listLayers({ RootFS: { Type: "layers", Layers: ["a", "b"] } }, history, keep)).toEqual([
      { digest: "a", createdBy: "ADD rootfs.tar /", size: 9 },
      { digest: "b", createdBy: "COPY . .", size: 5 },
    ]);
  });

  test("also where a step wrote files without any bytes", () => {
    const history = [step("RUN /bin/sh -c touch /x # buildkit", 0), step("ENV A=1", 0), step("ADD rootfs.tar /", 9)];
    expect(listLayers({ RootFS: { Type: "layers", Layers: ["a", "b"] } }, history, keep)[1]).toEqual({
      digest: "b",
      createdBy: "RUN touch /x",
      size: 0,
    });
  });

  test("with secrets blanked out", () => {
    const layers = listLayers({ RootFS: { Type: "layers", Layers: ["a"] } }, [step("COPY s3cret /", 1)], (text) =>
      text.replace("s3cret", "<redacted>"),
    );
    expect(layers[0]?.createdBy).toBe("COPY <redacted> /");
  });
});
