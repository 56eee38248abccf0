#!/bin/sh
# As many new containers beside the old ones; when the engine calls them healthy, the old ones are stopped. Requests find them by name.
set -eu
old=$("$COMPOSE" ps --quiet web)
count=$(echo "$old" | wc -l)
"$COMPOSE" up -d --no-deps --no-recreate --scale "web=$((count * 2))" web
for id in $("$COMPOSE" ps --quiet web); do
  case "$old" in *"$id"*) continue ;; esac
  until [ "$(docker inspect --format '{{.State.Health.Status}}' "$id")" = healthy ]; do sleep 1; done
done
# shellcheck disable=SC2086
docker stop $old
# shellcheck disable=SC2086
docker rm $old
