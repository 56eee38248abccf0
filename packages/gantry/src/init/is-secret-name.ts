const secretWords =
  /(^|_)(SECRET|SECRETS|PASSWORD|PASSWD|PASS|PWD|TOKEN|CREDENTIALS?|DSN|SALT|PEPPER)(_|$)|KEY$|^KEY_|PRIVATE/;
const openWords = /PUBLIC|PUBLISHABLE|_KEY_ID$|_KEYS?_PATH$|_FILE$|_EXPIR|_TTL$|_LENGTH$|_ROUNDS$|_NAME$|_HEADER$/;

/** Whether a variable of that name is likely to hold what nobody may see. */
export function isSecretName(name: string): boolean {
  const upper = name.toUpperCase();
  return secretWords.test(upper) && !openWords.test(upper);
}
