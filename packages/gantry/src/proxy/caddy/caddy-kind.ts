import { parseCaddyfile } from "../../check/parse/parse-caddyfile.ts";
import { SourceText } from "../../check/repository/source-text.ts";
import { UserError } from "../../model/error.ts";
import type { ProxyDefinition } from "../proxy-definition.ts";
import type { ProxyKind } from "../proxy-kind.ts";
import { runIn } from "../volume/proxy-container.ts";
import { countRequests } from "./count-requests.ts";

/** Caddy reads the volume for each request, and tells at its admin endpoint what is in flight. */
export function caddyKind({ files, service }: Pick<ProxyDefinition, "files" | "service">): ProxyKind {
  const [main] = files;
  const config = ["--config", main?.path ?? "/etc/caddy/Caddyfile", "--adapter", "caddyfile"];
  const admin = adminAddress(main?.content ?? "");
  return {
    describeTargets: () => ({}),
    findFault: async (container) => {
      const { exitCode, output } = await runIn(container, ["caddy", "validate", ...config]);
      return exitCode === 0 ? undefined : lastWords(output);
    },
    load: async (container) => {
      if (admin === undefined) {
        throw new UserError(
          `${service}: its Caddyfile has "admin off", so that no other configuration can be loaded.`,
          {
            code: "config",
            fix: 'Remove "admin off": the endpoint listens inside the container only.',
          },
        );
      }
      const { exitCode, output } = await runIn(container, ["caddy", "reload", ...config, "--address", admin]);
      if (exitCode === 0) return;
      throw new UserError(`${service}: Caddy refuses its configuration; the one before goes on.`, {
        code: "config",
        detail: lastWords(output),
      });
    },
    countInFlight: async (container, addresses) =>
      admin === undefined ? undefined : countRequests(container, admin, addresses),
  };
}

/** Where the admin endpoint listens. Undefined: it is off. */
function adminAddress(content: string): string | undefined {
  const { globals } = parseCaddyfile(new SourceText("Caddyfile", content));
  const word = globals.find(({ name }) => name === "admin")?.words[0]?.text;
  if (word === "off") return undefined;
  return word?.replace(/^(0\.0\.0\.0|\[::\])?:/, "127.0.0.1:") ?? "127.0.0.1:2019";
}

/** The error is on the last line; before it come lines of the log. */
function lastWords(output: string): string {
  const lines = output.trim().split("\n");
  return lines.filter((line) => line.startsWith("Error")).at(-1) ?? lines.slice(-5).join("\n");
}
