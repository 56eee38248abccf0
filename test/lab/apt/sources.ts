/** One archive that the machine's apt is set up with. */
export interface AptSource {
  uri: string;
  suites: string[];
  components: string[];
  /** The keyring file it is checked against, where one is named. */
  signedBy?: string;
}

/** Reads the older form, one source a line: `deb [signed-by=/k.gpg] http://mirror/debian trixie main`. */
export function parseSourcesList(text: string): AptSource[] {
  return text.split("\n").flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    if (match === null) return [];
    const [, options = "", uri = "", suite = "", components = ""] = match;
    const signedBy = /(?:^|\s)signed-by=(\S+)/.exec(options)?.[1];
    return [toSource([uri], [suite], splitWords(components), signedBy)].flat();
  });
}

/** Reads the newer form, deb822: paragraphs of `Field: value`, with lines that go on after a blank. */
export function parseDeb822(text: string): AptSource[] {
  return text.split(/\n\s*\n/).flatMap((paragraph) => {
    const fields = parseFields(paragraph);
    if (!splitWords(fields.get("types")).includes("deb") || fields.get("enabled")?.toLowerCase() === "no") return [];
    const signedBy = fields.get("signed-by");
    return toSource(
      splitWords(fields.get("uris")),
      splitWords(fields.get("suites")),
      splitWords(fields.get("components")),
      signedBy?.startsWith("/") ? signedBy : undefined,
    );
  });
}

/** The address of the Debian mirror among the sources: an archive with `main` that is neither the security one nor a third party's. */
export function findDebianMirror(sources: readonly AptSource[]): AptSource | undefined {
  const releases = /^(bookworm|trixie|forky|duke|sid|unstable|testing|stable)(-updates|-backports)?$/;
  return sources.find(
    ({ uri, suites, components }) =>
      /^https?:/.test(uri) &&
      !/security/.test(uri) &&
      components.includes("main") &&
      suites.some((suite) => releases.test(suite)),
  );
}

function toSource(uris: string[], suites: string[], components: string[], signedBy: string | undefined): AptSource[] {
  return uris.map((uri) => ({ uri, suites, components, ...(signedBy === undefined ? {} : { signedBy }) }));
}

function parseFields(paragraph: string): Map<string, string> {
  const fields = new Map<string, string>();
  let last: string | undefined;
  for (const line of paragraph.split("\n")) {
    if (line.startsWith("#")) continue;
    const field = /^([\w-]+):\s*(.*)$/.exec(line);
    if (field !== null) {
      last = (field[1] ?? "").toLowerCase();
      fields.set(last, (field[2] ?? "").trim());
    } else if (last !== undefined && /^\s/.test(line)) {
      fields.set(last, `${fields.get(last)} ${line.trim()}`.trim());
    }
  }
  return fields;
}

function splitWords(text: string | undefined): string[] {
  return (text ?? "").split(/\s+/).filter((word) => word !== "");
}
