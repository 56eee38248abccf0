import type { Facts } from "../../../facts/facts.ts";

/** A file of a Next.js application that answers requests. */
export interface NextRoute {
  readonly file: string;
  readonly router: "app" | "pages";
  /** Whether it answers by itself (`route.ts`, `pages/api`), and is not a page. */
  readonly isHandler: boolean;
  /** `*` stands for any segment, `**` for any number of them. */
  readonly segments: readonly string[];
}

/** The routes of a Next.js application by its files. */
export function nextRoutes(facts: Facts, folder: string): NextRoute[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  return facts.repository.below(folder).flatMap((file): NextRoute[] => {
    const inside = file.slice(prefix.length).replace(/^src\//, "");
    const app = /^app\/(?:(.*)\/)?(route|page)\.(?:[cm]?[jt]s|[jt]sx)$/.exec(inside);
    if (app) return toRoute(file, "app", (app[1] ?? "").split("/"), app[2] === "route");
    const pages = /^pages\/(.*)\.(?:[jt]s|[jt]sx)$/.exec(inside);
    if (!pages) return [];
    const parts = (pages[1] ?? "").replace(/(^|\/)index$/, "").split("/");
    return toRoute(file, "pages", parts, parts[0] === "api");
  });
}

function toRoute(file: string, router: NextRoute["router"], parts: readonly string[], isHandler: boolean): NextRoute[] {
  // Groups and slots are not part of the path; private folders and intercepted routes are none.
  if (router === "app" && parts.some((part) => part.startsWith("_") || /^\(\.+\)/.test(part))) return [];
  const segments = parts
    .filter((part) => part !== "" && !(router === "app" && /^(\(.*\)|@.*)$/.test(part)))
    .map((part) => (/^\[?\[\.\.\./.test(part) ? "**" : part.startsWith("[") ? "*" : part));
  return [{ file, router, isHandler, segments }];
}

/** The route that answers a path: one that names it before one that takes anything. */
export function routeFor(routes: readonly NextRoute[], path: string): NextRoute | undefined {
  const parts = path.split("/").filter(Boolean);
  const fitting = routes.filter(({ segments }) => fits(segments, parts));
  const rank = ({ segments }: NextRoute) => segments.filter((segment) => segment.startsWith("*")).length;
  return fitting.sort((a, b) => rank(a) - rank(b))[0];
}

const fits = (segments: readonly string[], parts: readonly string[]): boolean =>
  segments.at(-1) === "**"
    ? fits(segments.slice(0, -1), parts.slice(0, segments.length - 1))
    : segments.length === parts.length &&
      segments.every((segment, index) => segment === "*" || segment === parts[index]);
