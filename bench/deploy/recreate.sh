#!/bin/sh
# What a deploy often is: the service is replaced by itself, half a minute is hoped to be enough, and then somebody looks.
set -eu
"$COMPOSE" up -d --no-deps web
sleep 30
curl -fsS -o /dev/null -H "Host: shop.test" "$ADDRESS"
