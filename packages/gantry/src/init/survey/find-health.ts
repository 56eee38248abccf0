import type { Found } from "../findings.ts";
import type { SourceFile } from "./source-file.ts";

const paths = ["/api/health", "/api/healthz", "/healthz", "/health", "/livez", "/readyz", "/up"];

/** The path of a health check in sources: a route's text, Next's folders, Nest's controllers. */
export function findHealth(sources: readonly SourceFile[]): Found<string> | undefined {
  return findRouteFile(sources) ?? findController(sources) ?? findRoute(sources);
}

/** `app/api/health/route.ts`, `pages/api/health.ts`. */
function findRouteFile(sources: readonly SourceFile[]): Found<string> | undefined {
  for (const { path } of sources) {
    const route = /(?:^|\/)app\/((?:[\w()-]+\/)*(?:health|healthz))\/route\.[jt]sx?$/.exec(path)?.[1];
    const page = /(?:^|\/)pages\/((?:[\w-]+\/)*(?:health|healthz))(?:\/index)?\.[jt]sx?$/.exec(path)?.[1];
    const found = route?.replaceAll(/\([^)]*\)\//g, "") ?? page;
    if (found !== undefined) return { value: `/${found}`, from: path };
  }
  return undefined;
}

/** `@Controller("health")`, below the prefix that the application sets for all. */
function findController(sources: readonly SourceFile[]): Found<string> | undefined {
  const prefix = firstMatch(sources, /setGlobalPrefix\(\s*["'`]\/?([\w/-]+)["'`]/)?.value;
  const controller =
    firstMatch(sources, /@Controller\(\s*["'`]\/?(healthz?)["'`]/) ??
    firstMatch(sources, /@Get\(\s*["'`]\/?(healthz?)["'`]/);
  return (
    controller && { value: `/${prefix === undefined ? "" : `${prefix}/`}${controller.value}`, from: controller.from }
  );
}

/** Where a route is made or a path is compared: not a link, and not another service's address. */
function findRoute(sources: readonly SourceFile[]): Found<string> | undefined {
  for (const path of paths) {
    const quoted = `["'\`]${path}["'\`]`;
    const route = new RegExp(
      `(?:\\.(?:get|all|route|use|head)\\(\\s*|url\\s*:\\s*|path\\s*:\\s*|case\\s+|={2,3}\\s*)${quoted}|${quoted}\\s*={2,3}`,
    );
    const file = sources.find(({ text }) => route.test(text));
    if (file) return { value: path, from: file.path };
  }
  return undefined;
}

function firstMatch(sources: readonly SourceFile[], pattern: RegExp): Found<string> | undefined {
  for (const { path, text } of sources) {
    const value = pattern.exec(text)?.[1];
    if (value !== undefined) return { value, from: path };
  }
  return undefined;
}
