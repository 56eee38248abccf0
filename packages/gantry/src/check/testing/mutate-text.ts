import fc from "fast-check";

/** What breaks parsers: openings without an end, markers of every language that is read, and characters that are rare in files. */
const tokens = [
  ..."{}[]()<>|&;:,#$`\"'\\!*-=~?@%\t\r\n\0\v\u00A0\u2028\uFEFF\uFFFD\uD800\uE000\uE001",
  "${",
  "${A:-",
  "${A:?${B:-${C}}}",
  "$(",
  "$((",
  "\\\n",
  "\r\n",
  "<<EOF\n",
  "<<: *a\n",
  "&a ",
  "*a",
  "!reset ",
  "!override null",
  "!!binary ",
  "--- ",
  "...\n",
  "? ",
  "- - - ",
  "|+\n",
  ">-9\n",
  "{{",
  "/*",
  "'''",
  '"""',
  "FROM ",
  "FROM scratch AS 0\n",
  "COPY --from=",
  "RUN <<A <<B\n",
  "# escape=`\n",
  "ONBUILD ",
  "server {",
  "include *;",
  "import ",
  "(snippet) {",
  "extends: { service: web }\n",
  "include: [ . ]\n",
  "__proto__: 1\n",
  "constructor",
  "null",
  "~",
  "true",
  "-1",
  "1e999",
  "999999999999999999999",
  "0x",
  ":",
  "::1",
  "65536:0-99999",
  "../../../..",
  "https://[",
  "a:b@c:d/e?f#g",
  "* * * * * ",
  "@reboot ",
  "99/0 1-1 ,, ",
  " ".repeat(300),
  "[".repeat(300),
  "{a: ".repeat(300),
  "$(".repeat(100),
  "a".repeat(5000),
];

interface Mutation {
  readonly kind: "insert" | "delete" | "repeat" | "replace" | "move" | "end";
  /** Where, as a part of the whole. */
  readonly at: number;
  readonly to: number;
  readonly length: number;
  readonly token: string;
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom("insert", "insert", "delete", "repeat", "replace", "replace", "move", "end"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  to: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 60 }),
  token: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...tokens) }, { weight: 1, arbitrary: fc.string() }),
});

/** A text with changes that an editor, a merge or a bad disk could have made. */
export const mutateText = (text: string, mutations: readonly Mutation[]): string => mutations.reduce(apply, text);

function apply(text: string, { kind, at, to, length, token }: Mutation): string {
  const start = Math.floor(at * text.length);
  const end = Math.min(start + length, text.length);
  const [before, part, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  switch (kind) {
    case "insert":
      return before + token + part + after;
    case "delete":
      return before + after;
    case "repeat":
      return before + part + part + after;
    case "replace":
      return before + token + after;
    case "move": {
      const rest = before + after;
      const target = Math.floor(to * rest.length);
      return rest.slice(0, target) + part + rest.slice(target);
    }
    case "end":
      return before;
  }
}
