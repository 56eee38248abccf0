import { dirname, posix } from "node:path";
import { type EnvTemplate, templatesFor } from "../../facts/env/env-template.ts";
import type { Facts } from "../../facts/facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { hasUnknown, soleUnknown } from "../../facts/unknown.ts";
import type { Related, Report } from "../../finding.ts";
import { removeLines } from "../../fix/edit.ts";
import type { EnvEntry } from "../../parse/parse-env-file.ts";
import { defineRule } from "../../rule.ts";
import { mentionedNames } from "./shared/mentions.ts";

export const rule = defineRule({
  id: "env-template-dead-key",
  group: "env",
  severity: "warn",
  summary: "Something reads every variable of the template",
  why: "Whoever fills in a variable that nothing reads believes to have set something: a password that the database does not get, a limit that does not hold, the target of a backup that goes elsewhere. It is mostly the old name of something, or a value that the Compose file writes down again.",
  fix: "Take the variable out, or refer to it where it was meant.",
  links: ["https://docs.docker.com/compose/how-tos/environment-variables/"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    if (facts.envTemplates.length === 0 || readsAnything(facts)) return;
    const mentioned = mentionedNames(facts, [
      ...new Set(facts.envTemplates.flatMap(({ entries }) => entries.map(({ name }) => name))),
    ]);
    const used = new Set(
      [...facts.composeFiles.values()].flatMap(({ variables }) => variables.map(({ name }) => name)),
    );
    for (const name of passedOn(facts)) used.add(name);
    for (const { variables } of facts.proxies) for (const { name } of variables) used.add(name);
    for (const template of facts.envTemplates) {
      // Images read what they like: an env file that one is given may have anything in it.
      if (isGivenToImage(facts, template)) continue;
      for (const entry of template.entries) {
        if (used.has(entry.name)) continue;
        if (ofBuilds.test(entry.name) && isGivenToContainer(facts, template)) {
          yield {
            at: entry.at,
            message: `Only builds read ${entry.name}, and this file is given to running containers.`,
            advice: "Give it to the build as a secret, and take it out here.",
          };
          continue;
        }
        if (ofLibraries.test(entry.name)) continue;
        const literal = writtenDown(facts, template, entry.name);
        if (mentioned.has(entry.name.toUpperCase()) && !(literal && isForComposeAlone(facts, template))) continue;
        yield report(facts, template, entry, literal);
      }
    }
  },
});

/** Variables that libraries, runtimes and tools read by themselves. */
const ofLibraries =
  /^(NODE_\w+|NPM_\w+|PORT|HOST|HOSTNAME|TZ|LANG|LC_\w+|DEBUG|CI|NO_COLOR|FORCE_COLOR|DATABASE_URL|(HTTPS?|NO|ALL)_PROXY|PG[A-Z]+|COMPOSE_\w+|DOCKER_\w+|BUILDKIT_\w+|NEXT_(TELEMETRY_DISABLED|RUNTIME|SHARP_PATH|PUBLIC_(CLERK|SENTRY|SUPABASE|VERCEL)\w*)|AUTH_\w+|NEXTAUTH_\w+|CLERK_\w+|SENTRY_\w+|OTEL_\w+|DD_\w+|AWS_\w+|GOOGLE_\w+|GCP_\w+|AZURE_\w+|OPENAI_\w+|ANTHROPIC_\w+|INNGEST_\w+|UPSTASH_\w+|VERCEL_\w+|TURBO_\w+|PYTHON\w+|DJANGO_\w+|FLASK_\w+|UVICORN_\w+|GUNICORN_\w+|WEB_CONCURRENCY|CELERY_\w+|RAILS_\w+|RACK_\w+|SECRET_KEY_BASE|JAVA_\w+|SPRING_\w+|ASPNETCORE_\w+|DOTNET_\w+|PHP_\w+|APP_(NAME|ENV|KEY|DEBUG|URL))$/;

/** Tokens that tools read while an image is built. */
const ofBuilds = /^(SENTRY_AUTH_TOKEN|NPM_TOKEN|NODE_AUTH_TOKEN|TURBO_TOKEN)$/;

/** Variables whose value Docker Compose takes from the env file: those of services without one of their own, and of secrets and configs. */
function* passedOn(facts: Facts): Generator<string> {
  for (const { model } of facts.stacks) {
    const sources = [...Object.values(model.secrets ?? {}), ...Object.values(model.configs ?? {})];
    for (const { environment } of sources) if (environment !== undefined) yield environment;
  }
  for (const { model } of facts.services()) {
    for (const [name, value] of Object.entries(model.environment ?? {}))
      if (value === null || soleUnknown(value) === name) yield name;
  }
}

/** Sources that read whatever there is: no name of it need stand in them. */
function readsAnything({ repository }: Facts): boolean {
  const relaxed = [...repository.files].some((path) =>
    /(^|\/)(pom\.xml|build\.gradle(\.kts)?|.*\.csproj|.*\.sln)$/.test(path),
  );
  return (
    relaxed ||
    repository
      .ofKind("script-source", "python-source")
      .some((path) => /env_prefix|env_nested_delimiter|process\.env\[[^"'\]]/.test(repository.read(path)?.text ?? ""))
  );
}

/** Whether a service that runs an image which is not built here is given the file that the template is for. */
const isGivenToImage = (facts: Facts, template: EnvTemplate): boolean =>
  [...facts.services()].some(
    (service) => (!service.build || service.build.context === undefined) && isEnvFileOf(facts, service, template),
  );

/** Whether a service that is built here has it as its env file: the build does not see it. */
const isGivenToContainer = (facts: Facts, template: EnvTemplate): boolean =>
  [...facts.services()].some((service) => isEnvFileOf(facts, service, template));

const isEnvFileOf = (facts: Facts, { envFiles, stack }: ServiceFacts, template: EnvTemplate): boolean =>
  envFiles.some(({ path }) => {
    const inside = stack.relative(path) ?? posix.join(stack.folder, posix.basename(path));
    return templatesFor(inside, facts.envTemplates).includes(template);
  });

/** Where a Compose file that the template is for writes a value of its own. */
function writtenDown(facts: Facts, template: EnvTemplate, name: string): Related | undefined {
  for (const stack of facts.stacks) {
    if (!stack.templates.includes(template)) continue;
    for (const service of stack.services.values()) {
      const value = service.model.environment?.[name];
      if (!value || hasUnknown(value)) continue;
      return { at: service.at("environment", name), message: `"${service.name}" gets a value of its own here.` };
    }
  }
  return undefined;
}

/** Whether only Docker Compose reads the template: no application lies beside it, and no service has it as its env file. */
const isForComposeAlone = (facts: Facts, template: EnvTemplate): boolean => {
  const folder = dirname(template.path).replace(/^\.$/, "");
  const beside = [...facts.packages, ...facts.pythonProjects].some((each) => each.folder === folder);
  return !beside && ![...facts.services()].some((service) => isEnvFileOf(facts, service, template));
};

function report(facts: Facts, template: EnvTemplate, entry: EnvEntry, literal: Related | undefined): Report {
  const { line } = entry.at;
  const last = entry.valueAt.endLine ?? line;
  return {
    at: entry.at,
    message: literal
      ? `Nothing reads ${entry.name} from here: the Compose file writes its own value.`
      : `Nothing in the repository reads ${entry.name}.`,
    related: literal ? [literal] : [],
    fix: {
      title: literal ? `Refer to \${${entry.name}} in the Compose file, or take it out here` : `Take ${entry.name} out`,
      edits: removeLines(facts, template.path, line, last),
      suggestion: literal !== undefined,
    },
  };
}
