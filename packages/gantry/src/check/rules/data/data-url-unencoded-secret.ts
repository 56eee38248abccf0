import type { Facts } from "../../facts/facts.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "data-url-unencoded-secret",
  group: "data",
  severity: "warn",
  summary: "A password that is put into a URL has no characters that end parts of it",
  why: "Docker Compose puts the value into the text as it is. A password with a slash, an at sign or a question mark cuts the URL short: the driver looks for a host of another name, or logs in with half a password. openssl rand -base64 makes such a password in most cases, so one server works and the next does not.",
  fix: "Make the password of hexadecimal digits, or pass host, user and password in variables of their own.",
  links: ["https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const { name, at } of passwordsInUrls(facts)) {
      const strength = describeValue(facts, name);
      if (strength === "safe") continue;
      const isWrong = strength === "unsafe";
      yield {
        at,
        ...(isWrong && { severity: "error" as const }),
        message: isWrong
          ? `The value of ${name} is made with characters that break the URL that it is put into.`
          : `${name} is put into a URL as it is: a password with one of @ : / ? # % breaks it.`,
        advice: "Make the password with openssl rand -hex 32, or pass it in a variable of its own.",
      };
    }
  },
});

/** A variable where the password of a URL stands: `://user:${NAME}@host`. */
function* passwordsInUrls(facts: Facts): Generator<{ name: string; at: Place }> {
  for (const { source, variables } of facts.composeFiles.values()) {
    for (const { name, at, text } of variables) {
      const [start, end] = [
        source.offsetAt(at),
        source.offsetAt({ line: at.endLine ?? at.line, column: at.endColumn ?? at.column }),
      ];
      const expression = source.text.slice(start, end);
      const index = text.indexOf(expression);
      if (index >= 0 && isPassword(text.slice(0, index), text.slice(index + expression.length)) && !isEncoded(name))
        yield { name, at };
    }
  }
  for (const path of facts.repository.ofKind("env-template", "env-file")) {
    const source = facts.repository.read(path);
    for (let number = 1; source && number <= source.lineCount; number++) {
      const line = source.line(number);
      for (const match of line.trimStart().startsWith("#")
        ? []
        : line.matchAll(/\$\{([A-Za-z_]\w*)[^}]*\}|\$([A-Za-z_]\w*)/g)) {
        const name = match[1] ?? match[2] ?? "";
        const start = source.offsetAt({ line: number, column: match.index + 1 });
        if (isPassword(line.slice(0, match.index), line.slice(match.index + match[0].length)) && !isEncoded(name))
          yield { name, at: source.placeOf(start, start + match[0].length) };
      }
    }
  }
}

const flat = (text: string): string => text.replace(/\$\{[^{}]*\}/g, "X");

const isPassword = (before: string, after: string): boolean =>
  /:\/\/[^@\s/:]*:$/.test(flat(before)) && /^@/.test(after);

const isEncoded = (name: string): boolean => /ENC(ODED)?(_|$)|ESCAPED|_HEX|URLSAFE/.test(name);

/** What the repository tells of the value: by the value itself, or by how documents and scripts make it. */
function describeValue(facts: Facts, name: string): "safe" | "unsafe" | "unknown" {
  for (const path of facts.repository.ofKind("env-file", "env-template")) {
    const source = facts.repository.read(path);
    for (let number = 1; source && number <= source.lineCount; number++) {
      const line = source.line(number);
      const value = new RegExp(`^[#\\s]*(?:export\\s+)?${name}\\s*=(.*)$`).exec(line)?.[1]?.trim();
      if (value === undefined) continue;
      const above =
        number > 1 &&
        source
          .line(number - 1)
          .trimStart()
          .startsWith("#")
          ? source.line(number - 1)
          : "";
      const made = makes(`${above} ${value}`);
      if (made) return made;
      if (source.path.includes("example") || /^#/.test(line)) continue;
      const literal = value.replace(/\s+#.*$/, "").replace(/^["']|["']$/g, "");
      if (/[@:/?#%+ ]/.test(literal) && !/^[<$]/.test(literal)) return "unsafe";
    }
  }
  for (const path of facts.repository.ofKind("shell", "makefile", "markdown")) {
    const text = facts.repository.read(path)?.text ?? "";
    if (!text.includes(name)) continue;
    const made = text
      .split("\n")
      .filter((line) => line.includes(name))
      .map(makes)
      .find(Boolean);
    if (made) return made;
  }
  return "unknown";
}

/** How a line says that a value is made. */
function makes(text: string): "safe" | "unsafe" | undefined {
  if (/-hex\b|\bhex(adecimal)?\b|uuid|url-?safe|alphanumeric|token_hex|letters and digits/i.test(text)) return "safe";
  return /base64\b(?!.*\btr\b)/i.test(text) ? "unsafe" : undefined;
}
