import { engine } from "../../lab/lab.ts";
import { describeEngineContract } from "./engine.contract.ts";

// This machine's own engine, often the oldest that Gantry supports.
describeEngineContract(async () => ({ host: (await engine("host")).dockerHost }));
