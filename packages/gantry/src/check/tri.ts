/** What is known of a fact. A rule yields a finding for `no` or `yes`, never for `unknown`. */
export type Tri = "yes" | "no" | "unknown";
