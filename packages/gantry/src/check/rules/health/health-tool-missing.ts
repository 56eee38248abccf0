import type { Facts } from "../../facts/facts.ts";
import type { ImageFacts } from "../../facts/images/image-facts.ts";
import type { ProbeCommand } from "../../facts/service/health-facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { Fix, Related, Report } from "../../finding.ts";
import { replaceValue } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { type HealthCheckFacts, healthChecks } from "./shared/health-checks.ts";
import { urlOf } from "./shared/probe-url.ts";

export const rule = defineRule({
  id: "health-tool-missing",
  group: "health",
  severity: "error",
  summary: "A health check runs programs that its image has",
  why: "The check fails every time when its program is not in the final image: the container works, but is unhealthy for ever, and everything that waits for it with service_healthy never starts. Slim and Alpine images have no curl, and distroless ones not even a shell.",
  fix: "Use a probe that the image has: node -e, python -c, BusyBox wget, the server's own command, or install the program in the final stage.",
  links: ["https://docs.docker.com/reference/dockerfile/#healthcheck"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.healthcheck.test"],
  *check(facts) {
    for (const check of healthChecks(facts)) {
      const { name, health, image } = check;
      if (!image || health.form === "NONE") continue;
      if (health.form === "CMD-SHELL" && image.shell === "no") {
        yield {
          at: health.at,
          message: `${name} is a text for a shell, and ${imageName(image)} has no shell.`,
          related: relatedImage(image),
          advice: "Write it as a list that begins with CMD and a program of the image.",
        };
        continue;
      }
      for (const command of health.commands) {
        const [program = ""] = command.argv;
        if (program === "" || program.includes("$") || image.tool(program) !== "no") continue;
        yield reportMissing(facts, check, image, command, program);
        break;
      }
    }
  },
});

function reportMissing(
  facts: Facts,
  { name, service }: HealthCheckFacts,
  image: ImageFacts,
  command: ProbeCommand,
  program: string,
): Report {
  const fix = service && otherProbe(facts, service, command);
  return {
    at: command.at,
    message: `${name} runs ${program}, which ${imageName(image)} does not have.`,
    related: relatedImage(image),
    ...(fix && { fix }),
  };
}

const imageName = ({ dockerfile, base }: ImageFacts): string =>
  dockerfile ? `the image of ${dockerfile.path}` : base.text;

function relatedImage({ dockerfile, base, baseAt }: ImageFacts): Related[] {
  return dockerfile ? [{ at: baseAt, message: `The final stage is built on ${base.text}.` }] : [];
}

/** The same request by a program that is there. Only where one probe of one URL is all there is. */
function otherProbe(facts: Facts, service: ServiceFacts, command: ProbeCommand): Fix | undefined {
  const { health, image } = service;
  const url = urlOf(command);
  if (!health || !image || health.commands.length !== 1 || !url || !/^(curl|wget)$/.test(command.argv[0] ?? ""))
    return undefined;
  const target = url.text.replace("//localhost", "//127.0.0.1");
  const words = probeWords(service, target);
  if (!words || health.source !== "compose") return undefined;
  if (health.form === "CMD-SHELL") {
    const text = words.map((word) => (/^[\w./:-]+$/.test(word) ? word : `'${word}'`)).join(" ");
    return { title: `Ask with ${words[0]}`, edits: health.shell ? replaceShellText(facts, service, text) : [] };
  }
  const [first] = command.places;
  const last = command.places.at(-1);
  const source = facts.repository.read(command.at.file);
  if (!first || !last || !source || first.line !== last.line) return undefined;
  // The words between CMD and the bracket, all on one line.
  const start = source.offsetAt(first);
  const line = source.line(last.line);
  const close = line.indexOf("]", last.column);
  if (close < 0) return undefined;
  const end = source.offsetAt({ line: last.line, column: close + 1 });
  const text = words.map((word) => JSON.stringify(word)).join(", ");
  return { title: `Ask with ${words[0]}`, edits: [{ file: command.at.file, start, end, text }] };
}

const replaceShellText = (facts: Facts, service: ServiceFacts, text: string) => {
  const at = service.at("healthcheck", "test");
  const source = facts.repository.read(at.file);
  const first = source?.text[source.offsetAt(at)] ?? "";
  // A list, or a block over several lines, is a person's to write.
  return /[[|>]/.test(first) ? [] : replaceValue(facts, at, text);
};

function probeWords({ image }: ServiceFacts, url: string): string[] | undefined {
  if (image?.tool("node") === "yes") {
    return ["node", "-e", `fetch('${url}').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))`];
  }
  if (image?.tool("python") === "yes") {
    return ["python", "-c", `import urllib.request as r; r.urlopen('${url}', timeout=3)`];
  }
  if (image?.wget === "busybox") return ["wget", "-q", "-O", "/dev/null", url];
  if (image?.tool("curl") === "yes") return ["curl", "-f", url];
  return undefined;
}
