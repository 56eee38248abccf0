/** The value that a variable has in production, when the given one is for development; undefined when it is not. */
export function developmentValue(name: string, value: string): string | undefined {
  const text = value.trim().toLowerCase();
  if (/^(NODE_ENV|RAILS_ENV|RACK_ENV|APP_ENV|FLASK_ENV|ASPNETCORE_ENVIRONMENT|DJANGO_ENV)$/.test(name))
    return /^(dev|development|local|test|testing)$/.test(text) ? "production" : undefined;
  if (/^(FLASK_DEBUG|DJANGO_DEBUG|(DB|DATABASE|TYPEORM)_SYNCHRONIZE|TYPEORM_SYNC|DB_SYNC)$/.test(name))
    return /^(true|1|yes|on)$/.test(text) ? "false" : undefined;
  return undefined;
}
