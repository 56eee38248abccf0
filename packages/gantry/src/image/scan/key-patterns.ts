/** What a key of some service looks like. */
export interface KeyPattern {
  /** Stable; in results and in documents. */
  rule: string;
  /** Every match has one of these, at least four bytes of ASCII; they are searched for first, all at once. */
  anchors: readonly string[];
  /** Global; bytes are read as Latin-1. */
  pattern: RegExp;
  /** Most bytes of a match before its anchor. Default: 0. */
  behind?: number;
  /** Most bytes of a match from its anchor on; what is longer is cut. Default: 300. */
  ahead?: number;
  /** Whether a match is one, where a pattern cannot say. */
  accept?: (match: string) => boolean;
  /** Default: `error`. */
  severity?: "warning";
}

const start = "(?<![A-Za-z0-9])";
const end = "(?![A-Za-z0-9])";

export const keyPatterns: readonly KeyPattern[] = [
  {
    rule: "private-key",
    anchors: ["PRIVATE KEY"],
    pattern: /-----BEGIN (?:[A-Z]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\s\\:,.()@<>-]*/g,
    behind: 60,
    ahead: 16_384,
    // The header alone stands in every program that reads keys; with a line of its content it is a key.
    accept: (match) => hasVariety(/[A-Za-z0-9+/]{40,}/.exec(match)?.[0] ?? ""),
  },
  {
    rule: "kubernetes-client-key",
    anchors: ["client-key-data"],
    pattern: /client-key-data["']?\s*:\s*["']?[A-Za-z0-9+/]{64,}={0,2}/g,
  },
  {
    rule: "aws-access-key",
    anchors: ["AKIA", "ASIA"],
    pattern: new RegExp(`${start}A[KS]IA[A-Z2-7]{16}${end}`, "g"),
    // As in Amazon's own documentation.
    accept: (match) => !match.endsWith("EXAMPLE") && hasVariety(match),
  },
  {
    rule: "aws-secret-key",
    anchors: ["aws_secret_access_key", "AWS_SECRET_ACCESS_KEY", "aws_secret_key"],
    pattern: /aws_secret_(?:access_)?key["']?\s*[=:]\s*["']?[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/])/gi,
    accept: (match) => !match.endsWith("EXAMPLEKEY"),
  },
  {
    rule: "github-token",
    anchors: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
    pattern: new RegExp(`${start}(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,})${end}`, "g"),
    accept: (match) => hasVariety(match),
  },
  {
    rule: "gitlab-token",
    anchors: ["glpat-", "gldt-", "glrt-", "glptt-"],
    pattern: new RegExp(`${start}gl(?:pat|dt|rt|ptt)-[A-Za-z0-9_.-]{20,}`, "g"),
    accept: (match) => hasVariety(match),
  },
  {
    rule: "npm-token",
    anchors: ["npm_"],
    pattern: new RegExp(`${start}npm_[A-Za-z0-9]{36}${end}`, "g"),
    accept: (match) => hasVariety(match),
  },
  {
    rule: "slack-token",
    anchors: ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xapp-"],
    pattern: new RegExp(`${start}(?:xox[abprs]|xapp)-[0-9A-Za-z-]{20,}`, "g"),
    accept: (match) => hasVariety(match),
  },
  {
    rule: "slack-webhook",
    anchors: ["hooks.slack.com/services/"],
    pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]{7,}\/B[A-Z0-9]{7,}\/[A-Za-z0-9]{20,}/g,
    accept: (match) => hasVariety(match),
  },
  {
    rule: "stripe-key",
    anchors: ["sk_live_", "rk_live_", "whsec_"],
    pattern: new RegExp(`${start}(?:[sr]k_live_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/]{32,})`, "g"),
    accept: (match) => hasVariety(match),
  },
  {
    rule: "google-api-key",
    anchors: ["AIza"],
    pattern: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g,
    accept: (match) => hasVariety(match),
    // Google's keys for maps and Firebase are made to be read by browsers.
    severity: "warning",
  },
  {
    rule: "google-client-secret",
    anchors: ["GOCSPX-"],
    pattern: /(?<![A-Za-z0-9_-])GOCSPX-[A-Za-z0-9_-]{28}(?![A-Za-z0-9_-])/g,
    accept: (match) => hasVariety(match),
  },
  {
    rule: "anthropic-key",
    anchors: ["sk-ant-"],
    pattern: new RegExp(`${start}sk-ant-[a-z0-9]+-[A-Za-z0-9_-]{32,}`, "g"),
    accept: (match) => hasVariety(match),
  },
  {
    rule: "openai-key",
    anchors: ["T3BlbkFJ", "sk-proj-", "sk-svcacct-", "sk-admin-"],
    pattern: new RegExp(
      `${start}sk-(?:[A-Za-z0-9_-]{16,}T3BlbkFJ[A-Za-z0-9_-]{16,}|(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,})`,
      "g",
    ),
    behind: 120,
    accept: (match) => hasVariety(match),
  },
  {
    rule: "sentry-token",
    anchors: ["sntrys_", "sntryu_"],
    pattern: new RegExp(`${start}(?:sntrys_eyJ[A-Za-z0-9+/=_-]{40,}|sntryu_[a-f0-9]{64}${end})`, "g"),
  },
  {
    rule: "docker-token",
    anchors: ["dckr_pat_"],
    pattern: new RegExp(`${start}dckr_pat_[A-Za-z0-9_-]{27}`, "g"),
    accept: (match) => hasVariety(match),
  },
  {
    rule: "age-secret-key",
    anchors: ["AGE-SECRET-KEY-1"],
    pattern: new RegExp(`${start}AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}${end}`, "g"),
  },
  {
    rule: "service-jwt",
    // {"alg": …, {"typ": …, {"kid": …
    anchors: ["eyJhbGciOi", "eyJ0eXAiOi", "eyJraWQiOi"],
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/g,
    ahead: 4096,
    accept: isServiceToken,
  },
];

/** Not a placeholder such as `ghp_xxxxxxxx…`, and not a word of a program. */
function hasVariety(match: string): boolean {
  const body = match.slice(4);
  return new Set(body).size >= 8 && /\d/.test(body);
}

/** A token that gives all rights, such as Supabase's `service_role`. One for anybody, and examples, are none. */
function isServiceToken(match: string): boolean {
  try {
    const payload: unknown = JSON.parse(Buffer.from(match.split(".")[1] ?? "", "base64url").toString());
    const role = typeof payload === "object" && payload !== null && "role" in payload ? payload.role : undefined;
    return typeof role === "string" && /^(?:service|service_role|supabase_admin|admin|root)$/.test(role);
  } catch {
    return false;
  }
}
