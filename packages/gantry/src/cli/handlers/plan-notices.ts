import type { Plan } from "../../plan/plan.ts";

/** What a plan leaves alone and the user should know about. */
export function noticesOf({ held, orphans }: Pick<Plan, "held" | "orphans">): string[] {
  const notices = held.map(
    ({ service, reason }) =>
      `${service} stays as it is, because it holds data: ${reason}. To replace it: gantry up --replace ${service}`,
  );
  if (orphans.length > 0) {
    const names = orphans.map(({ name }) => name).join(", ");
    notices.push(`The stack has no service for ${names}. To remove: gantry up --remove-orphans`);
  }
  return notices;
}
