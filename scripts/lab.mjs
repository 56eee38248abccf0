import process from "node:process";
import { prepare } from "./prepare.mjs";
import { importTs } from "./run-ts.mjs";

prepare({ build: false });
const { main } = await importTs("test/lab/main.ts");
process.exitCode = await main(process.argv.slice(2));
