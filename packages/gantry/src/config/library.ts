// What a gantry.config.ts imports from "gantry". The loader hands this very copy to the config, so that both speak of the same classes.
export { defineStack } from "./define-stack.ts";
export { external } from "./external.ts";
export { caddy } from "./presets/caddy.ts";
export { composeService } from "./presets/compose-service.ts";
export { fastapi } from "./presets/fastapi.ts";
export { nextjs } from "./presets/nextjs.ts";
export { nginx } from "./presets/nginx.ts";
export { node } from "./presets/node.ts";
export { postgres } from "./presets/postgres.ts";
export { redis } from "./presets/redis.ts";
export { service } from "./presets/service.ts";
export { shared } from "./presets/shared.ts";
export { staticSite } from "./presets/static-site.ts";
export { worker } from "./presets/worker.ts";
export { env, text } from "./reference.ts";
export { secret } from "./secret.ts";
