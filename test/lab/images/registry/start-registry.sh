#!/bin/sh
# Listens on a loopback port only: engines take such a registry without TLS.
set -e
password_file=/run/registry-password
{
  printf 'version: 0.1\nlog: { level: warn, accesslog: { disabled: true } }\n'
  printf 'storage: { filesystem: { rootdirectory: /var/lib/registry }, delete: { enabled: true } }\n'
  printf 'http: { addr: "127.0.0.1:%s" }\n' "$REGISTRY_PORT"
  if [ -n "$REGISTRY_PASSWORD" ]; then
    printf '%s:%s\n' "$REGISTRY_USER" "$(printf %s "$REGISTRY_PASSWORD" | mkpasswd --method=bcrypt --stdin | sed 's/^\$2[bx]\$/$2y$/')" > "$password_file"
    printf 'auth: { htpasswd: { realm: lab, path: %s } }\n' "$password_file"
  fi
} > /run/registry.yml
unset REGISTRY_PASSWORD
exec docker-registry serve /run/registry.yml
