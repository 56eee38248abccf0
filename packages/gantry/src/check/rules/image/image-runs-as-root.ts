import { processCommands } from "../../facts/build/process-commands.ts";
import type { Facts } from "../../facts/facts.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import type { Fix } from "../../finding.ts";
import { insertLines } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { type ProductionStage, productionStages } from "./shared/production-stages.ts";

export const rule = defineRule({
  id: "image-runs-as-root",
  group: "image",
  severity: "warn",
  summary: "Images of one's own run as an ordinary user",
  why: "A hole in the application, or in one of its hundreds of packages, gives the attacker what the process has. Root in a container may write the program itself, every mounted file and every volume, and needs one hole in the kernel or one careless mount to be root on the server.",
  fix: "Create a user or take the base image's own, give it the folders that it writes to, and name it with USER in the final stage.",
  links: [
    "https://docs.docker.com/build/building/best-practices/#user",
    "https://docs.docker.com/reference/dockerfile/#user",
  ],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const production of productionStages(facts)) {
      const { stage, image, builds, dockerfile } = production;
      const { user } = image;
      const [first] = builds;
      if (!user || image.knowledge?.dropsPrivileges || givesUpRoot(facts, production)) continue;
      // A service may say who runs it: what counts is what every container does.
      const open = builds.filter(({ service }) => service?.model.user === undefined);
      for (const { service } of builds) {
        const own = service?.model.user;
        if (!service || own === undefined || hasUnknown(own) || !isRoot(own)) continue;
        yield { at: service.at("user"), message: `The service "${service.name}" runs as root.` };
      }
      if (open.length === 0 || !isRoot(user.name)) continue;
      const name = first.service ? ` of "${first.service.name}"` : "";
      yield {
        at: user.at ?? stage.from.at,
        message: user.at
          ? `USER makes the image${name} run as root.`
          : `The image${name} runs as root: ${dockerfile.path} has no USER in its final stage, nor has ${image.base.text}.`,
        ...(image.family === "node" && !user.at && { fix: runAsNode(facts, production) }),
      };
    }
  },
});

const isRoot = (user: string): boolean => /^(root|0)(:.*)?$/.test(user);

/** Servers whose first process is root's, and whose others are not; and entrypoints that change the user. */
function givesUpRoot(facts: Facts, { image, builds, stage }: ProductionStage): boolean {
  if (image.family === "php" && /apache|fpm/.test(image.base.tag ?? "apache")) return true;
  // Images with an init system of their own start each process as its own user.
  if (stage.last("ENTRYPOINT")?.words.some(({ text }) => text === "/init")) return true;
  return builds.some((build) =>
    processCommands(facts, build).some(({ argv }) =>
      argv.some((word) =>
        /^(.*\/)?(gosu|su-exec|setpriv|runuser|su|start-stop-daemon|s6-setuidgid|supervisord)$/.test(word),
      ),
    ),
  );
}

/** The Node images have a user of their own. */
function runAsNode(facts: Facts, { stage, dockerfile }: ProductionStage): Fix | undefined {
  const start = stage.instructions.find(({ keyword }) => keyword === "CMD" || keyword === "ENTRYPOINT");
  if (!start) return undefined;
  return {
    title: "Run as the image's user node",
    edits: insertLines(facts, dockerfile.path, start.at.line, ["USER node"]),
    suggestion: true,
  };
}
