import picocolors from "picocolors";
import { describe, expect, test } from "vitest";
import type { ApplyEvent, Phase } from "../../apply/event.ts";
import { drawFrame, type FrameOptions } from "./frame.ts";
import { foldEvent, startProgressView } from "./progress-view.ts";
import { measureWidth } from "./width.ts";

const start = 1_000_000;
const phase = (seconds: number, service: string, name: Phase, detail?: string): ApplyEvent => ({
  type: "phase",
  time: start + seconds * 1000,
  service,
  container: `shop-${service}-1`,
  phase: name,
  ...(detail === undefined ? {} : { detail }),
});
const plan: ApplyEvent = { type: "plan", time: start, project: "shop", summary: "2 create", operations: [] };

function draw(events: ApplyEvent[], options: Partial<FrameOptions> = {}): string[] {
  const view = startProgressView(start);
  for (const event of events) foldEvent(view, event);
  const colors = picocolors.createColors(false);
  return drawFrame(view, { columns: 80, rows: 24, now: start + 4000, colors, ...options });
}

describe("the live tree", () => {
  test("has a line for each container with its phase, its time and what it is at", () => {
    const lines = draw([
      plan,
      phase(0, "db", "creating"),
      phase(0, "web", "waiting", "db to be healthy"),
      phase(1, "db", "probing", "no response"),
    ]);
    expect(lines).toEqual([
      "shop  4.0s  2 create",
      "├─ ⠋ db   probing      4.0s  no response",
      "└─ · web  waiting            db to be healthy",
    ]);
  });

  test("a container's clock stops when it is healthy, and does not count its waiting", () => {
    const lines = draw([plan, phase(0, "web", "waiting"), phase(2, "web", "starting"), phase(3.5, "web", "healthy")]);
    expect(lines[1]).toBe("└─ ✔ web  healthy      1.5s");
  });

  test("further containers of a service have their number", () => {
    const second: ApplyEvent = { ...phase(0, "web", "starting"), container: "shop-web-2" } as ApplyEvent;
    expect(draw([plan, phase(0, "web", "starting"), second])[2]).toContain("web-2");
  });

  test("an image that is pulled shows its bytes, and goes away when it is there", () => {
    const step = {
      id: "pull-image/postgres:17",
      type: "pull-image" as const,
      target: "postgres:17",
      reason: "missing",
    };
    const events: ApplyEvent[] = [
      plan,
      { type: "operation-start", time: start, step },
      { type: "progress", time: start, subject: "postgres:17", current: 3 << 20, total: 40 << 20, unit: "bytes" },
    ];
    expect(draw(events)[1]).toBe("└─ ⠋ pulling postgres:17  4.0s  3 MiB of 40 MiB");
    expect(draw([...events, { type: "operation-done", time: start, step, milliseconds: 1 }])).toHaveLength(1);
  });

  test("no line is wider than the terminal, whatever a check prints", () => {
    const lines = draw([plan, phase(0, "データ", "probing", `${"long ".repeat(50)}\n\u001b[2J`)], { columns: 40 });
    for (const line of lines) expect(measureWidth(line)).toBeLessThanOrEqual(40);
  });

  test("with more containers than lines, those at work are shown and the others counted", () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      phase(0, `s${index}`, index === 40 ? "probing" : "unchanged"),
    );
    const lines = draw([plan, ...many], { rows: 6 });
    expect(lines).toHaveLength(6);
    expect(lines.join("\n")).toContain("s40");
    expect(lines.at(-1)).toBe("└─ … and 46 more");
    expect(draw([plan, ...many], { rows: 6, final: true })).toHaveLength(51);
  });
});
