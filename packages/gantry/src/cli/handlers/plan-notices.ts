import type { Plan } from "../../plan/plan.ts";

/** What the user should know of a plan beyond its operations: what it warns of, and what it leaves alone. Each thing once. */
export function createNotices(command: "up" | "down"): (plan: Pick<Plan, "held" | "orphans" | "warnings">) => string[] {
  const told = new Set<string>();
  return ({ held, orphans, warnings }) => {
    const notices = [...warnings, ...held.map(describeHeld)];
    if (orphans.length > 0) {
      const names = orphans.map(({ name }) => name).join(", ");
      notices.push(`The stack has no service for ${names}. To remove: gantry ${command} --remove-orphans`);
    }
    const news = notices.filter((notice) => !told.has(notice));
    for (const notice of news) told.add(notice);
    return news;
  };
}

function describeHeld({ service, reason }: Plan["held"][number]): string {
  return `${service} stays as it is, because it holds data: ${reason}. To replace it: gantry up --replace ${service}`;
}
