const secretWord =
  /(^|_)(SECRET|SECRETS|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PWD|CREDENTIALS?|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|SECRET_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|MASTER_?KEY|SERVICE_ROLE_KEY|AUTH_KEY|LICENSE_KEY)(_|$)|PASSWORD$/;

/** Names that have such a word in them, and no secret. */
const harmless =
  /PUBLIC|PUBLISHABLE|_KEY_ID$|_(FILE|PATH|DIR|URL|URI|NAME|HEADER|TTL|AGE|ALGORITHM|ISSUER|LENGTH|ENABLED|PREFIX|TYPE|HOST|COUNT|LIMIT|REQUIRED|ENDPOINT|ID|ARN|VERSION)$|EXPIR|ROTAT|ALLOW_EMPTY|TOKENIZER|MAX_TOKEN|TOKEN_LIMIT|SENTRY_DSN|^OLDPWD$|^PWD$/;

/** Whether a variable has a secret for its value, by its name. */
export const isSecretName = (name: string): boolean => {
  const upper = name.toUpperCase();
  return secretWord.test(upper) && !harmless.test(upper);
};
