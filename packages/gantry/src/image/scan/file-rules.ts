/** A file that is for keys, by its name and by what it holds. */
export interface FileRule {
  rule: string;
  /** Of the path from the root, without a leading slash. */
  path: RegExp;
  holdsKeys: (content: string) => boolean;
}

/** Larger files are none of these. */
export const LARGEST_KEY_FILE = 256 * 1024;

export const fileRules: readonly FileRule[] = [
  {
    rule: "env-file",
    path: /(?:^|\/)\.env(?:\.(?!(?:[\w.-]+\.)?(?:example|sample|template|dist|schema|defaults?)$)[\w.-]+)?$/,
    holdsKeys: holdsAssignments,
  },
  {
    rule: "npmrc",
    path: /(?:^|\/)\.?npmrc$/,
    holdsKeys: (text) => /^[^#;\n]*(?::|^)_(?:authToken|auth|password)\s*=\s*(?!["']?\$\{)\S/m.test(text),
  },
  {
    rule: "yarnrc",
    path: /(?:^|\/)\.yarnrc\.yml$/,
    holdsKeys: (text) => /^\s*npmAuth(?:Token|Ident):\s*(?!["']?\$\{)\S/m.test(text),
  },
  { rule: "netrc", path: /(?:^|\/)[._]netrc$/, holdsKeys: (text) => /\bpassword\s+\S/.test(text) },
  { rule: "pypirc", path: /(?:^|\/)\.pypirc$/, holdsKeys: (text) => /^\s*password\s*[=:]\s*\S/m.test(text) },
  {
    rule: "git-credentials",
    path: /(?:^|\/)(?:\.git-credentials|\.config\/git\/credentials)$/,
    holdsKeys: holdsUrlPassword,
  },
  { rule: "git-config", path: /(?:^|\/)\.git\/config$/, holdsKeys: holdsUrlPassword },
  {
    rule: "ssh-key",
    path: /(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519|ecdsa_sk|ed25519_sk)$/,
    holdsKeys: (text) => text.trim() !== "",
  },
  {
    rule: "docker-config",
    path: /(?:^|\/)(?:\.docker\/config\.json|\.dockercfg|\.dockerconfigjson)$/,
    holdsKeys: (text) => /"(?:auth|identitytoken|registrytoken|password)"\s*:\s*"[^"]+"/.test(text),
  },
  {
    rule: "kubeconfig",
    path: /(?:^|\/)(?:\.kube\/config|(?:[\w.-]+[.-])?kubeconfig(?:\.ya?ml)?)$/,
    holdsKeys: (text) => /^\s*-?\s*(?:token|password|client-key-data|id-token|refresh-token)\s*:\s*\S/m.test(text),
  },
  {
    rule: "gcloud-credentials",
    path: /(?:^|\/)(?:application_default_credentials|credentials)\.json$/,
    holdsKeys: (text) => /"(?:refresh_token|private_key)"\s*:\s*"[^"]+"/.test(text),
  },
];

/** Names that frameworks give to a browser: what they hold is public. */
const publicName =
  /^(?:NEXT_PUBLIC_|VITE_|PUBLIC_|REACT_APP_|NUXT_PUBLIC_|EXPO_PUBLIC_|GATSBY_)|^(?:NODE_ENV|TZ|PORT|HOST)$/;

function holdsAssignments(text: string): boolean {
  return [...text.matchAll(/^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(\S.*)$/gm)].some(
    ([, name = "", value = ""]) => !publicName.test(name) && !/^(?:#|""|''|\$\{\w+\}\s*$)/.test(value),
  );
}

/** `https://user:password@host`, or a token in the place of both. */
function holdsUrlPassword(text: string): boolean {
  return /:\/\/[^\s/:@]*:[^\s/@]+@|:\/\/[^\s/:@]{20,}@/.test(text);
}
