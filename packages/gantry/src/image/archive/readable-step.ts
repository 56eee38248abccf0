/**
 * A step of an image's history as a Dockerfile has it: `RUN npm ci` for `RUN |1 A=b /bin/sh -c npm ci # buildkit`, and
 * `CMD ["node"]` for `/bin/sh -c #(nop)  CMD ["node"]`. Values of build arguments are left out.
 */
export function makeStepReadable(createdBy: string): string {
  const line = createdBy
    .replace(/\s+/g, " ")
    .trim()
    .replace(/ ?# buildkit$/, "");
  const classic = /^\/bin\/sh -c #\(nop\) +(.*)$/.exec(line);
  if (classic?.[1] !== undefined) return classic[1].replace(/\b((?:file|dir|multi):[0-9a-f]{8})[0-9a-f]+/g, "$1…");
  const buildkit = /^RUN (?:\|\d+ .*?)?\/bin\/sh -c (.*)$/.exec(line);
  if (buildkit?.[1] !== undefined) return `RUN ${buildkit[1]}`;
  const withArguments = /^(?:\|\d+ .*?)?\/bin\/sh -c (.*)$/.exec(line);
  return withArguments?.[1] === undefined ? line : `RUN ${withArguments[1]}`;
}
