/** Where a file looks like a key and is none. The stack's own values are looked for there all the same. */
export interface HarmlessPlace {
  path: RegExp;
  reason: string;
}

export const harmlessPlaces: readonly HarmlessPlace[] = [
  {
    path: /(?:^|\/)node_modules\/(?:.+\/)?(?:tests?|__tests__|specs?|fixtures?|examples?|docs?|benchmarks?)\//,
    reason: "tests and examples of npm packages",
  },
  {
    path: /(?:^|\/)node_modules\/.+(?:\.md|\.markdown|\.d\.[cm]?ts|[.-](?:test|spec)\.[cm]?[jt]sx?)$/,
    reason: "documents, types and tests of npm packages",
  },
  { path: /(?:^|\/)usr\/(?:local\/)?share\/(?:doc|man|info|locale)\//, reason: "documents of the distribution" },
  { path: /^etc\/ssl\/private\/ssl-cert-snakeoil\.key$/, reason: "the self-signed key that Debian's ssl-cert makes" },
  {
    path: /(?:^|\/)lib\/python\d(?:\.\d+)?\/(?:.+\/)?(?:tests?|idle_test)\//,
    reason: "tests of Python's library and of its packages",
  },
  {
    path: /(?:^|\/)(?:site|dist)-packages\/(?:.+\/)?(?:tests?|testing|examples?|docs?)\//,
    reason: "tests of Python packages",
  },
  { path: /(?:^|\/)go\/(?:src|pkg\/mod)\/(?:.+\/)?testdata\//, reason: "tests of Go modules" },
  { path: /(?:^|\/)go\/(?:src|pkg\/mod)\/.+(?:_test\.go|\.md)$/, reason: "tests and documents of Go modules" },
  { path: /(?:^|\/)gems\/[^/]+\/(?:tests?|specs?|examples?)\//, reason: "tests of Ruby gems" },
  { path: /(?:^|\/)perl5?\/(?:.+\/)?t\//, reason: "tests of Perl modules" },
];

/** Whether the path, from the root and without a leading slash, is of a place where keys are none. */
export function isHarmless(path: string): boolean {
  return harmlessPlaces.some((place) => place.path.test(path));
}
