import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { startPlace } from "../../facts/service/start-place.ts";
import { defineRule } from "../../rule.ts";
import { hasFlag, unwrapCommand } from "../../shell/command-line.ts";

export const rule = defineRule({
  id: "compose-install-at-start",
  group: "compose",
  severity: "warn",
  summary: "Containers of production start without installing anything",
  why: "What is installed at each start comes from the network, in whatever version is there that day. When the mirror is down or the network closed, the container does not start again after a reboot; a backup job that needs the package stops running, and nothing says so.",
  fix: "Install it when the image is built.",
  links: ["https://docs.docker.com/build/building/best-practices/"],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    for (const service of facts.productionServices()) {
      for (const command of service.startCommands) {
        const what = installs(service, unwrapCommand(command.argv));
        if (what === undefined) continue;
        yield {
          ...startPlace(service, command),
          message: `"${service.name}" runs ${what} at every start.`,
          advice: "Install it in the image, and start what is installed.",
        };
        break;
      }
    }
  },
});

/** The command in short, when it installs something. */
function installs(service: ServiceFacts, argv: readonly string[]): string | undefined {
  const [program = "", ...rest] = argv;
  const name = program.replace(/^.*\//, "");
  const [verb = "", second = ""] = rest.filter((word) => !word.startsWith("-"));
  const short = `${name} ${verb}`.trim();
  if (
    /^(apk add|(apt|apt-get|yum|dnf|microdnf|gem|bundle|composer|poetry|go|cargo) install|pip3? install|uv sync)$/.test(
      short,
    )
  )
    return short;
  if (/^(npm (install|i|ci)|(pnpm|bun|yarn) (install|i|add|dlx)|uvx \S+)$/.test(short)) return short;
  if (name === "yarn" && rest.length === 0) return "yarn";
  if (/^(uv|python3?) /.test(short) && verb === "pip" && second === "install") return `${name} pip install`;
  // Without --no-sync uv brings the environment in line with the lock file first.
  if (
    short === "uv run" &&
    !hasFlag(rest, "--no-sync") &&
    service.env.get("UV_NO_SYNC") === undefined &&
    !service.env.isOpen
  )
    return "uv run, which installs what is missing,";
  if (name === "npx" && downloads(service, rest, verb)) return `npx ${verb}, which is downloaded,`;
  return undefined;
}

/** npx of something with a version, or with a consent beforehand, that no package of the build has. */
function downloads({ build, stack }: ServiceFacts, rest: readonly string[], pkg: string): boolean {
  const name = pkg.replace(/(.)@.*$/, "$1");
  const isMeant = name !== pkg || hasFlag(rest, "-y", "--yes");
  const { context } = build ?? {};
  const packages = stack.facts.packages.filter(
    ({ folder }) => context === undefined || context === "" || folder === context || folder.startsWith(`${context}/`),
  );
  return isMeant && !hasFlag(rest, "--no-install", "--no") && !packages.some((each) => each.dependency(name));
}
