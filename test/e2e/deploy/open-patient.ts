import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import { engine as labEngine } from "../../lab/lab.ts";
import { createDeployment, type DeploymentOptions } from "./rig.ts";
import { type Patient, takeInventory, usualWorker } from "./suffer.ts";
import { makeWorkerImage, removeWorkerImages } from "./worker-images.ts";

export interface OpenPatient extends Patient, AsyncDisposable {
  /** An image that the server lacks, with so many megabytes of its own. */
  makeImage(megabytes: number): Promise<string>;
}

/** A stack that has been deployed, with a few clients. Disposing of it removes everything. */
export async function openPatient(options: DeploymentOptions): Promise<OpenPatient> {
  const deployment = await createDeployment(options);
  const repository = `${deployment.name}-worker`;
  let images = 0;
  const dispose = async () => {
    const { engine } = deployment;
    await deployment.gantry("down", "--volumes", "--yes");
    await using host = await connectEngine({ host: (await labEngine("host")).dockerHost });
    for (const each of [engine, host]) await removeWorkerImages(each, repository);
    await deployment[Symbol.asyncDispose]();
  };
  try {
    const { code, stderr } = await deployment.deploy({ version: "0", worker: usualWorker }, "--watch", "0s");
    if (code !== 0) throw new Error(`The first deploy failed:\n${stderr}`);
    return {
      deployment,
      load: await deployment.load("light"),
      whole: await takeInventory(deployment),
      makeImage: (megabytes) => {
        images += 1;
        return makeWorkerImage(`${repository}:${images}`, megabytes);
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}
