import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** Whether an engine answers at a unix socket. */
export async function pingSocket(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ socketPath, path: "/_ping", timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.on("timeout", () => call.destroy());
    call.on("error", () => resolve(false));
    call.end();
  });
}

/** Waits until an engine answers, or no longer may be hoped to: the time is over, or `isAlive` says that it has ended. */
export async function waitForSocket(socketPath: string, isAlive: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + 60_000;
  while (!(await pingSocket(socketPath))) {
    if (performance.now() > deadline || !(await isAlive())) return false;
    await delay(200);
  }
  return true;
}
