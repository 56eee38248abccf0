import { setTimeout as delay } from "node:timers/promises";
import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../model/error.ts";
import type { Route } from "../../model/stack.ts";
import { type Answer, askDoor, type Door } from "./ask-front-door.ts";
import { askNewVersion, type NewDoor } from "./ask-new-version.ts";

/** A request may meet a hiccup of the network; a version that does not work fails them all. */
const tries = 3;
const pause = 500;

/** How long a proxy may take until it listens, and then until it has a certificate. Milliseconds. */
const patience = 20_000;

/**
 * Asks each route of the new version before requests go there.
 *
 * @throws UserError `unhealthy` for the first that answers with a server's error, or where nobody listens. What cannot be asked is no error: the
 * front door is asked after the switch.
 */
export async function smokeNewVersion(engine: Engine, doors: readonly NewDoor[], signal: AbortSignal): Promise<void> {
  await Promise.all(
    doors.map(async (door) => {
      const complaint = await findComplaint(() => askNewVersion(engine, door, signal), signal);
      if (complaint === undefined) return;
      const { service, port } = door.route;
      throw unhealthy(`The new version of ${service}, asked on port ${port} for ${nameOf(door.route)}, ${complaint}.`);
    }),
  );
}

/**
 * Asks each door, several times where it has to.
 *
 * @param options.certificates Wait for certificates that are not there yet. Otherwise such a door is passed over.
 * @returns the doors that have no certificate, in words: whoever is to issue it may not reach the host yet, and the new version answers all the same
 * @throws UserError `unhealthy` for the first that answers with a server's error, or not at all.
 */
export async function smokeFrontDoors(
  engine: Pick<Engine, "openPort">,
  doors: readonly Door[],
  { certificates, signal }: { certificates: boolean; signal: AbortSignal },
): Promise<string[]> {
  const found = await Promise.all(
    doors.map(async (door) => {
      let answer: Answer | undefined;
      const ask = async () => {
        answer = await askDoor(engine, door, signal);
        const isUncertified = "lacks" in answer && answer.lacks === "certificate";
        return isUncertified && !certificates ? undefined : answer;
      };
      const complaint = await findComplaint(ask, signal);
      if (complaint === undefined) return [];
      const name = nameOf(door.route);
      if (answer && "lacks" in answer && answer.lacks === "certificate") {
        return [
          `The front door ${name} has no certificate yet. See that its name leads to the host, and the proxy's log.`,
        ];
      }
      throw unhealthy(`The front door of ${door.route.service}, ${name}, ${complaint} after the switch.`);
    }),
  );
  return found.flat();
}

const nameOf = ({ host, path = "/" }: Route) => `${host}${path}`;

/** What is wrong with the last answer, if with all of them. */
async function findComplaint(ask: () => Promise<Answer | undefined>, signal: AbortSignal): Promise<string | undefined> {
  const end = performance.now() + patience;
  for (let attempt = 1; ; attempt++) {
    const answer = await ask();
    if (answer === undefined || ("status" in answer && answer.status < 500)) return undefined;
    const isStarting = "lacks" in answer && performance.now() < end;
    if (attempt >= tries && !isStarting) {
      return "status" in answer ? `answered ${answer.status}` : `did not answer: ${answer.failure}`;
    }
    await delay(pause, undefined, { signal });
  }
}

function unhealthy(message: string): UserError {
  return new UserError(message, {
    code: "unhealthy",
    fix: "Look at the service's log. When it is right as it is, deploy with --no-smoke.",
  });
}
