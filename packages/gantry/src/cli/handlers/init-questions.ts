import type { Choices } from "../../init/draft/draft-config.ts";
import type { Findings } from "../../init/findings.ts";
import { UserError } from "../../model/error.ts";

export type ComposeChoice = "keep" | "convert" | "ignore";

/** What to do with the Compose files that are there. */
export async function askAboutCompose(files: readonly string[]): Promise<ComposeChoice> {
  const prompts = await import("@clack/prompts");
  const answer = await prompts.select<ComposeChoice>({
    message: `${files.join(" and ")}: Gantry runs these files as they are. What would you like?`,
    options: [
      { value: "keep", label: "Keep them", hint: "nothing is written" },
      { value: "convert", label: "Convert them", hint: "a gantry.config.ts with the same model" },
      { value: "ignore", label: "Start from the repository", hint: "a gantry.config.ts that goes before them" },
    ],
    output: process.stderr,
  });
  return orInterrupted(answer, prompts.isCancel);
}

/** What cannot be found out: which applications are meant, and under which name they are public. */
export async function askForChoices(findings: Findings, domain: string | undefined): Promise<Choices> {
  const prompts = await import("@clack/prompts");
  const { applications } = findings;
  const several = applications.length > 1;
  const chosen = several
    ? orInterrupted(
        await prompts.multiselect({
          message: "Which of these belong to the stack?",
          options: applications.map(({ key, framework, folder }) => ({
            value: key,
            label: key,
            hint: `${framework}, ${folder}`,
          })),
          initialValues: applications.map(({ key }) => key),
          required: true,
          output: process.stderr,
        }),
        prompts.isCancel,
      )
    : undefined;
  const found = findings.domains[0]?.value;
  const name =
    domain ??
    orInterrupted(
      await prompts.text({
        message: "Its public host name? Leave it empty if there is none yet.",
        ...(found === undefined ? { placeholder: "shop.example.com" } : { initialValue: found }),
        validate: (value) =>
          value === undefined || value === "" || isHostName(value)
            ? undefined
            : "A host name, such as shop.example.com.",
        output: process.stderr,
      }),
      prompts.isCancel,
    );
  return { domain: name === "" || name === undefined ? undefined : name, ...(chosen ? { applications: chosen } : {}) };
}

/** A host name that a route may have. */
export function isHostName(text: string): boolean {
  return /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i.test(text);
}

function orInterrupted<Value>(answer: Value, isCancel: (value: unknown) => value is symbol): Exclude<Value, symbol> {
  if (isCancel(answer)) throw new UserError("Interrupted; nothing was written.", { code: "interrupted" });
  return answer as Exclude<Value, symbol>;
}
