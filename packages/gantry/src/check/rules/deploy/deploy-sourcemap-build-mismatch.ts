import type { WorkflowJob, WorkflowStep } from "../../facts/ci/workflow-facts.ts";
import type { DockerfileFacts } from "../../facts/dockerfile/dockerfile-facts.ts";
import { feedingStages } from "../../facts/dockerfile/feeding-stages.ts";
import type { Instruction } from "../../facts/dockerfile/instruction.ts";
import type { Facts } from "../../facts/facts.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "deploy-sourcemap-build-mismatch",
  group: "deploy",
  severity: "warn",
  summary: "Source maps are uploaded from the build that is in the image",
  why: "Source maps belong to one build: its chunks have names and debug ids of their own. Maps that a job uploads from its own build do not fit what the Dockerfile builds again, with other variables and on another day: errors of production show minified code, on the day when somebody needs them.",
  fix: "Upload them inside the image's build, with the token as a build secret.",
  links: [
    "https://docs.sentry.io/platforms/javascript/sourcemaps/troubleshooting_js/",
    "https://docs.docker.com/build/building/secrets/",
  ],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    const built = builtInImage(facts);
    if (!built) return;
    for (const { jobs } of facts.workflows) {
      for (const job of jobs) {
        for (const step of job.steps) {
          const at = uploadPlace(job, step);
          if (!at) continue;
          yield {
            at,
            message: `This uploads the source maps of the job's own build, and ${built.dockerfile.path} builds again.`,
            related: [{ at: built.instruction.at, message: "This is what the image has in it." }],
          };
        }
      }
    }
  },
});

const builds =
  /\b(npm|pnpm|yarn|bun)\s+(\S+\s+)*(run\s+)?build\b|\b(next|vite|turbo|nuxt|astro|webpack|ng)\s+(run\s+)?build\b/;

/** The instruction that builds the web application in an image that a workflow makes. */
function builtInImage(facts: Facts): { dockerfile: DockerfileFacts; instruction: Instruction } | undefined {
  for (const { by, dockerfile, stage, at } of facts.builds) {
    if (by === "nobody" || by === "service" || !dockerfile || !stage || !/workflows\/|gitlab-ci/.test(at.file))
      continue;
    for (const each of feedingStages(dockerfile, stage)) {
      const instruction = each.instructions.find(
        ({ keyword, shell }) => keyword === "RUN" && builds.test(shell?.text ?? ""),
      );
      // The image uploads by itself: the job's upload is another application's.
      if (instruction && !/sentry|sourcemap/i.test(dockerfile.source.text)) return { dockerfile, instruction };
    }
  }
  return undefined;
}

const token = /^(SENTRY_AUTH_TOKEN|DATADOG_API_KEY|BUGSNAG_API_KEY)$/;

/** Where a step uploads: by a command, by an action, or by a build that has the token. */
function uploadPlace(job: WorkflowJob, step: WorkflowStep): Place | undefined {
  const command = step.shell?.commands.find(({ argv }) =>
    /(?:^|[\s/])(sentry-cli|@sentry\/cli(?:@\S+)?|datadog-ci|bugsnag-source-maps|bugsnag-cli)\b.*\b(sourcemaps|upload-sourcemaps|upload|files)\b/.test(
      argv.join(" "),
    ),
  );
  if (command) return command.at;
  if (step.uses?.startsWith("getsentry/action-release@") && step.with.has("sourcemaps")) return step.at;
  const hasToken = [...job.env.keys(), ...step.env.keys()].some((name) => token.test(name));
  return hasToken ? step.shell?.commands.find(({ argv }) => builds.test(argv.join(" ")))?.at : undefined;
}
