import { engine } from "../../lab/lab.ts";
import { describeEngineContract } from "./engine.contract.ts";

describeEngineContract(async () => ({ host: (await engine("28.5")).dockerHost }));
