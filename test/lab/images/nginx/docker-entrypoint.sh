#!/bin/sh
set -e
if [ "$1" = nginx ]; then
  # Only variables that exist are put in, so that nginx's own $host and the like stay.
  names=$(env | sed 's/=.*//; s/^/${/; s/$/}/')
  for template in /etc/nginx/templates/*.template; do
    [ -e "$template" ] || continue
    name=$(basename "$template" .template)
    envsubst "$names" < "$template" > "/etc/nginx/conf.d/$name"
  done
  for script in /docker-entrypoint.d/*.sh; do
    [ ! -x "$script" ] || "$script"
  done
fi
exec "$@"
