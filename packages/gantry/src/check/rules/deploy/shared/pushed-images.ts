import type { Place } from "../../../place.ts";
import { hasFlag, optionValues, unwrapCommand } from "../../../shell/command-line.ts";
import type { Procedure } from "./procedures.ts";

/** An image that a job or script sends to a registry. */
export interface PushedImage {
  /** As it is written: `ghcr.io/${{ github.repository }}:latest`. */
  readonly image: string;
  readonly at: Place;
}

/** The images that a procedure pushes: by `docker push`, `docker build --push` and the action. */
export function pushedImages({ steps, commands }: Procedure): PushedImage[] {
  const pushed: PushedImage[] = [];
  // The metadata action makes the tags that the build action is given.
  const metadata = steps.filter(({ uses }) => uses?.startsWith("docker/metadata-action@"));
  for (const step of steps) {
    if (!step.uses?.startsWith("docker/build-push-action@") || !isPushed(step.with)) continue;
    const tags = step.with.get("tags");
    for (const image of lines(tags?.text)) {
      if (!/steps\.\w+\.outputs\.tags/.test(image)) pushed.push({ image, at: tags?.at ?? step.at });
      else
        for (const meta of metadata) {
          const at = meta.with.get("images")?.at ?? meta.at;
          const given = lines(meta.with.get("tags")?.text);
          // Without rules it tags by branch and version.
          const rules = given.length > 0 ? given : ["type=ref"];
          for (const name of lines(meta.with.get("images")?.text))
            for (const rule of rules)
              pushed.push({ image: `${name}:${/^type=raw,value=(.*?)(,|$)/.exec(rule)?.[1] ?? rule}`, at });
        }
    }
  }
  for (const { argv: words, at } of commands) {
    const argv = unwrapCommand(words);
    if (argv[0] !== "docker") continue;
    const image = argv.slice(argv[1] === "image" ? 3 : 2).find((word) => !word.startsWith("-"));
    if ((argv[1] === "push" || (argv[1] === "image" && argv[2] === "push")) && image) pushed.push({ image, at });
    else if ((argv[1] === "build" || argv[1] === "buildx") && hasFlag(argv, "--push"))
      for (const tag of optionValues(argv, "-t", "--tag")) pushed.push({ image: tag, at });
  }
  return pushed;
}

const lines = (text: string | undefined): string[] =>
  (text ?? "")
    .split(/\n|,(?![^{]*\}\})(?=[^=]*[/:])/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

/** `push: ${{ … }}` is pushed sometimes. */
const isPushed = (given: ReadonlyMap<string, { text: string }>): boolean => {
  const push = given.get("push")?.text;
  return (push !== undefined && push !== "false") || (given.get("outputs")?.text.includes("push=true") ?? false);
};
