# EverySkill's Dockerfile as its document has it. Mended to build here: the package manager's version is the repository's, turbo comes
# from npm (pnpm has no global folder in this image), the build passes a certificate bundle, the two commands that make the user
# exist in other base images only (a numeric user does the same), and `public` is copied.
FROM node:22-alpine AS pruner
RUN --mount=type=secret,id=ca NODE_EXTRA_CA_CERTS=/run/secrets/ca npm install -g pnpm@10.34.8 turbo@^2
WORKDIR /app
COPY . .
RUN turbo prune @shop/web --docker

FROM node:22-alpine AS installer
RUN --mount=type=secret,id=ca NODE_EXTRA_CA_CERTS=/run/secrets/ca npm install -g pnpm@10.34.8
WORKDIR /app
COPY --from=pruner /app/out/json/ .
COPY --from=pruner /app/out/pnpm-lock.yaml ./pnpm-lock.yaml
COPY --from=pruner /app/out/pnpm-workspace.yaml ./pnpm-workspace.yaml
RUN --mount=type=secret,id=ca NODE_EXTRA_CA_CERTS=/run/secrets/ca pnpm install --frozen-lockfile

FROM node:22-alpine AS builder
RUN --mount=type=secret,id=ca NODE_EXTRA_CA_CERTS=/run/secrets/ca npm install -g pnpm@10.34.8
WORKDIR /app
COPY --from=installer /app/ .
COPY --from=pruner /app/out/full/ .
COPY turbo.json turbo.json
ENV NEXT_TELEMETRY_DISABLED=1
RUN pnpm turbo build --filter=@shop/web

FROM node:22-alpine AS runner
WORKDIR /app
ENV NODE_ENV=production
COPY --from=builder --chown=1001:1001 /app/apps/web/.next/standalone ./
COPY --from=builder --chown=1001:1001 /app/apps/web/.next/static ./apps/web/.next/static
COPY --from=builder --chown=1001:1001 /app/apps/web/public ./apps/web/public
USER 1001
EXPOSE 2000
ENV PORT=2000 HOSTNAME=0.0.0.0
CMD ["node", "apps/web/server.js"]
