import type { FrontDoorSite } from "../../../packages/gantry/src/config/presets/front-door.ts";

/** Two services behind one port, as the presets write them. */
export const sites: FrontDoorSite[] = [
  {
    host: ":80",
    upstreams: [
      { path: "/", address: "web:3000" },
      { path: "/api", address: "api:3000" },
    ],
  },
];
