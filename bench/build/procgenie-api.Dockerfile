# ProcGenie's API image, from the stages that its document describes. The build passes a certificate bundle; a numeric user stands
# for the one that the base image would make.
FROM node:22-alpine AS base
WORKDIR /app

FROM base AS deps
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=ca NODE_EXTRA_CA_CERTS=/run/secrets/ca npm ci

FROM deps AS builder
COPY . .
RUN npm run build

FROM node:22-alpine AS runner
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=ca NODE_EXTRA_CA_CERTS=/run/secrets/ca npm ci --omit=dev
COPY --from=builder /app/dist ./dist
USER 1001
EXPOSE 4000
CMD ["node", "dist/main.js"]
