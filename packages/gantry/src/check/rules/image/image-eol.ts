import { endOfLife } from "../../facts/images/end-of-life.ts";
import { knowledgeDate } from "../../facts/images/image-knowledge.ts";
import { defineRule } from "../../rule.ts";
import { imageUses } from "./shared/image-uses.ts";

export const rule = defineRule({
  id: "image-eol",
  group: "image",
  severity: "warn",
  summary: "Images belong to a release line that still gets fixes",
  why: "After a line's end nobody mends its holes, and its image is not built again, so the system below it gets no updates either. Nothing breaks on that day: it is found when a scanner, a customer's audit or an attacker looks.",
  fix: `Move to a supported release line. The dates are those that were known on ${knowledgeDate}.`,
  links: ["https://endoflife.date/"],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    for (const { image, at } of imageUses(facts)) {
      const end = endOfLife(image);
      if (end === undefined || end >= facts.today) continue;
      yield { at, message: `The image ${image.name} ${image.version} gets no more fixes since ${end}.` };
    }
  },
});
