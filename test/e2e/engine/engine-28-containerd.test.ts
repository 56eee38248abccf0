import { engine } from "../../lab/lab.ts";
import { describeEngineContract } from "./engine.contract.ts";

// The other image store: other ids, other archives.
describeEngineContract(async () => ({ host: (await engine("28.5-containerd")).dockerHost }));
