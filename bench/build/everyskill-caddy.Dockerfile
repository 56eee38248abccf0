# EverySkill's Dockerfile for Caddy as its document has it. Mended to build here: the module is one that can be reached everywhere, from
# the same builder that Gantry's recipe is given, and the build passes a certificate bundle.
FROM gantry-bench/xcaddy AS builder
RUN --mount=type=secret,id=ca SSL_CERT_FILE=/run/secrets/ca xcaddy build --with dns.example.com/acme@v1.0.0

FROM caddy:2-alpine
COPY --from=builder /usr/bin/caddy /usr/bin/caddy
