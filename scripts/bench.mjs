import process from "node:process";
import { prepare, root } from "./prepare.mjs";
import { importTs } from "./run-ts.mjs";

prepare({ build: true });
const { main } = await importTs("bench/main.ts");
process.exitCode = await main(process.argv.slice(2), root);
