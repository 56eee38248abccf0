/** What is known of a fact. A rule yields a finding for `no` or `yes`, never for `unknown`. */
export type Tri = "yes" | "no" | "unknown";

export const triOf = (value: boolean): Tri => (value ? "yes" : "no");

/** `yes` when one is, `no` when all are, otherwise `unknown`. */
export function anyOf(facts: Iterable<Tri>): Tri {
  let result: Tri = "no";
  for (const fact of facts) {
    if (fact === "yes") return "yes";
    if (fact === "unknown") result = "unknown";
  }
  return result;
}
