import type { Rule } from "../rule.ts";
import { severityWords } from "./report.ts";

const mending = {
  yes: "gantry check --fix mends it.",
  suggest: "The report shows an edit; look at it before you take it.",
  no: "Only a person can mend it.",
};

/** What a rule is about, for a terminal. */
export function explainRule({ id, severity, group, summary, why, fix, links, since, autofix }: Rule): string {
  return [
    `${id}  (${severityWords[severity][0]}, ${group}, since ${since})`,
    "",
    `${summary}.`,
    "",
    `Why: ${why}`,
    `Fix: ${fix} ${mending[autofix]}`,
    ...links,
    "",
    `To leave it out in one place: # gantry-ignore ${id}: the reason`,
  ].join("\n");
}
