import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Facts } from "../facts/facts.ts";
import type { FactsOptions } from "../facts/facts-options.ts";
import { Repository } from "../repository/repository.ts";

/** The files of a case in a folder of their own, named `shop`. */
export interface CaseRepository extends Disposable {
  readonly root: string;
  facts(options?: Partial<FactsOptions>): Facts;
  write(file: string, text: string): void;
}

export function writeRepository(files: ReadonlyMap<string, string>): CaseRepository {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), "gantry-check-")));
  const root = join(parent, "shop");
  mkdirSync(root);
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const [file, text] of files) write(file, text);
  return {
    root,
    facts: (options) => new Facts(new Repository(root), { today: "2026-11-21", ...options }),
    write,
    [Symbol.dispose]: () => rmSync(parent, { recursive: true }),
  };
}
