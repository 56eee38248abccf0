import { appFolderOf } from "../../facts/service/app-folder.ts";
import { defineRule } from "../../rule.ts";
import type { Tri } from "../../tri.ts";
import { fastapiAnswers, nestAnswers, nextAnswers } from "./shared/missing-route.ts";
import { probedPath } from "./shared/probed-path.ts";

export const rule = defineRule({
  id: "health-route-missing",
  group: "health",
  severity: "warn",
  summary: "The path that a health check asks is a route of the application",
  why: "A probe of a path that nothing answers gets 404, and the container stays unhealthy although it serves everybody else. It happens when a global prefix is introduced, when a route moves, or when the check was copied from another project; nothing but the first deploy tells.",
  fix: "Add the route, or ask the path that there is.",
  links: [
    "https://nextjs.org/docs/app/building-your-application/routing/route-handlers",
    "https://fastapi.tiangolo.com/tutorial/bigger-applications/",
    "https://docs.nestjs.com/faq/global-prefix",
  ],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    for (const service of facts.services()) {
      const probed = probedPath(service);
      const folder = probed && appFolderOf(service);
      if (!probed || folder === undefined) continue;
      const { path, at } = probed;
      const has = (name: string) => facts.packages.some((each) => each.folder === folder && each.dependency(name));
      let answers: Tri = "unknown";
      let kind = "";
      if (has("next")) [kind, answers] = ["Next.js", nextAnswers(facts, folder, path)];
      else if (has("@nestjs/core")) [kind, answers] = ["Nest", nestAnswers(facts, folder, path)];
      else if (facts.pythonProjects.some((each) => each.folder === folder && each.dependency("fastapi")))
        [kind, answers] = ["FastAPI", fastapiAnswers(facts, folder, path)];
      if (answers !== "no") continue;
      const place = folder === "" ? "" : ` in ${folder}`;
      yield {
        at,
        message: `The health check of "${service.name}" asks ${path}, which the ${kind} application${place} does not answer.`,
      };
    }
  },
});
