import type { Slots } from "../describe/context.ts";
import { label } from "../labels.ts";
import type { ServiceContainer } from "../up/find-containers.ts";

/**
 * The containers that serve, by service: those of the newest release. A service that no deploy has made containers for is left out.
 * Older ones, if any, are what a deploy that was ended half-way has left; they are nobody's slots, so that the plan removes them.
 */
export function servingSlots(services: readonly string[], live: readonly ServiceContainer[]): Record<string, Slots> {
  const slots: Record<string, Slots> = {};
  for (const { service, number, container } of live) {
    const release = Number(container.Config.Labels?.[label.release] ?? 0);
    if (release === 0 || !services.includes(service)) continue;
    const known = slots[service];
    if (known === undefined || known.release < release) slots[service] = { release, numbers: [number] };
    else if (known.release === release) slots[service] = { release, numbers: [...known.numbers, number] };
  }
  return slots;
}

/** The lowest numbers from 1 up that nobody has. */
export function freeNumbers(count: number, taken: readonly number[]): number[] {
  const numbers: number[] = [];
  for (let number = 1; numbers.length < count; number++) if (!taken.includes(number)) numbers.push(number);
  return numbers;
}
