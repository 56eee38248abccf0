import { entriesOf, nodeAt, textAt } from "../../parse/tree-access.ts";
import { defineRule } from "../../rule.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import { type RemoteDocument, remoteDocuments } from "./shared/remote-documents.ts";

export const rule = defineRule({
  id: "deploy-ephemeral-registry-login",
  group: "deploy",
  severity: "warn",
  summary: "A server logs in to a registry with a token that lives longer than the job",
  why: "The token of a job ends with the job, and docker login writes it to the server's disk. The deploy works; the next pull that is not part of one, on a restart with pull_policy, when scaling, when going back by hand at night, is denied.",
  fix: "Use a token that may only read packages, and that belongs to the server.",
  links: [
    "https://docs.github.com/en/actions/concepts/security/github_token",
    "https://docs.gitlab.com/user/project/deploy_tokens/",
  ],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    for (const remote of remoteDocuments(facts)) {
      const { document } = remote;
      for (const { argv: words, at, start } of document.commands) {
        const argv = unwrapCommand(words);
        if (argv[0] !== "docker" || argv[1] !== "login") continue;
        // The password comes from the same statement: by a pipe, a redirect or an option.
        const statement = document.script.commands.find(({ pos, end }) => pos <= start && start < end);
        const text = statement ? document.text.slice(statement.pos, statement.end) : document.text;
        const token = jobToken(remote, text);
        if (token === undefined) continue;
        yield { at, message: `The server logs in with ${token}, which ends with the job.` };
      }
    }
  },
});

const expression = /\b(secrets\.GITHUB_TOKEN|github\.token)\b/;

/** The token of the job that a text uses, by itself or by a variable that has it. */
function jobToken({ step, job, workflow }: RemoteDocument, text: string): string | undefined {
  if (expression.test(text) || /\bGITHUB_TOKEN\b/.test(text)) return "GITHUB_TOKEN";
  const ofGitlab = /\b(CI_JOB_TOKEN|CI_REGISTRY_PASSWORD)\b/.exec(text)?.[1];
  if (ofGitlab !== undefined) return ofGitlab;
  for (const [, name = ""] of text.matchAll(/\$\{?([A-Za-z_]\w*)/g)) {
    const value =
      step?.env.get(name)?.text ??
      job?.env.get(name)?.text ??
      textAt(entriesOf(nodeAt(workflow?.root, "env")).get(name));
    if (value !== undefined && expression.test(value)) return "GITHUB_TOKEN";
  }
  return undefined;
}
