import { posix } from "node:path";
import { isGitIgnored } from "../../facts/git/git-ignore.ts";
import { isWithin } from "../../facts/service/covers.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "compose-bind-source-missing",
  group: "compose",
  severity: "error",
  summary: "What a bind mount takes from the repository is there",
  why: "The engine makes an empty folder, owned by root, where the source of a bind mount is missing. A configuration file becomes a folder that the program cannot read, or the code of the image disappears behind nothing, and the error speaks of anything but the path.",
  fix: "Correct the path, or add the file.",
  links: ["https://docs.docker.com/engine/storage/bind-mounts/"],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    for (const service of facts.services()) {
      for (const [index, { type, source, target, read_only: readOnly }] of (service.model.volumes ?? []).entries()) {
        if (type !== "bind" || source === undefined || hasUnknown(source) || hasUnknown(target)) continue;
        const path = service.stack.relative(source);
        if (path === undefined || facts.repository.exists(path) !== "no") continue;
        const workdir = service.model.working_dir ?? service.image?.stage?.workdir;
        const isFile = /\.[a-z][a-z0-9]{1,9}$/i.test(posix.basename(target)) && /\./.test(posix.basename(path));
        const isCode =
          workdir !== undefined && workdir !== "/" && posix.normalize(target).replace(/\/$/, "") === workdir;
        // An empty folder is what a place for data begins as, and what is ignored or made by a script comes later.
        // The sources that the image is built of, where they are not.
        const isContext = service.build?.context === path;
        if (!isFile && !isCode && !isContext && !readOnly) continue;
        if (
          isGitIgnored(facts.repository, `${path}/`) ||
          isMade(path) ||
          (!isCode && !isContext && isWritten(service, source))
        )
          continue;
        yield {
          at: service.at("volumes", index),
          message: `"${service.name}" mounts ${path}, which is not there: Docker makes an empty folder of that name.`,
          advice: "Correct the path: it counts from the folder of the first Compose file.",
        };
      }
    }

    /** Whether something in the repository speaks of making it. */
    function isMade(path: string): boolean {
      const name = posix.basename(path);
      return (
        /^\.env(\.|$)|\.(sock|pem|key|crt|log|sqlite3?|db)$/.test(name) ||
        /(^|\/)(dist|build|out|target|vendor|certs?|ssl|letsencrypt|certbot|secrets?|data|backups?|logs?)(\/|$)/i.test(
          path,
        ) ||
        facts.repository
          .ofKind("shell", "makefile", "github-workflow", "gitlab-ci", "package-json")
          .some((file) => facts.repository.read(file)?.text.includes(name))
      );
    }
  },
});

/** Whether a container of the stack writes there: it makes what another one reads. */
const isWritten = ({ stack }: ServiceFacts, path: string): boolean =>
  [...stack.services.values()].some(({ model }) =>
    (model.volumes ?? []).some(
      ({ type, source = "", read_only: readOnly, target }) =>
        type === "bind" && !readOnly && isWithin(path, source) && !/\.\w+$/.test(target),
    ),
  );
