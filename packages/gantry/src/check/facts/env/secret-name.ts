const secretWord =
  /(^|_)(SECRETS?|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|PW|CREDENTIALS?|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|SECRET_?KEY|SIGNING_?KEY|EVENT_?KEY|ENCRYPTION_?KEY|MASTER_?KEY|SERVICE_ROLE_KEY|AUTH_?KEY|LICENSE_?KEY)(_|$)|PASSWORD$/;

/** Names that have such a word in them, and no secret. */
const harmless =
  /PUBLIC|PUBLISHABLE|ANON_KEY|_KEY_ID$|_(FILE|PATH|DIR|URL|URI|NAME|HEADER|TTL|AGE|ALGORITHM|ISSUER|LENGTH|ENABLED|DISABLED|PREFIX|TYPE|HOST|PORT|COUNT|LIMIT|REQUIRED|ENDPOINT|ID|ARN|VERSION|POLICY|HASH)$|EXPIR|ROTAT|ALLOW_EMPTY|TOKENIZER|MAX_TOKEN|TOKEN_LIMIT|^OLDPWD$|^PWD$/;

/** Whether a variable has a secret for its value, by its name. */
export const isSecretName = (name: string): boolean => {
  const upper = name.toUpperCase();
  return secretWord.test(upper) && !harmless.test(upper);
};

/** Whether a variable has an address with a password in it, by its name: `DATABASE_URL`. */
export const isCredentialUrlName = (name: string): boolean =>
  /^(\w+_)?(DATABASE|DB|POSTGRES(QL)?|PG|MYSQL|MARIADB|REDIS|VALKEY|MONGO(DB)?|AMQP|RABBITMQ|BROKER|DIRECT)_(URL|URI|DSN)$/i.test(
    name,
  );
