import { printCompose, toComposeObject } from "../../compose/print-compose.ts";
import { prepareBuilds } from "../../image/prepare-builds.ts";
import type { Stack } from "../../model/stack.ts";
import type { configOptions } from "../commands/config.ts";
import type { Handler, OptionValues } from "../commands/definition.ts";

type Options = OptionValues<typeof configOptions>;

export const runConfig: Handler<typeof configOptions> = async (context, { options }) => {
  const loaded = await context.load("references");
  const profiles = () => [
    ...Object.values(loaded.stack.services).flatMap((service) => service.profiles ?? []),
    ...Object.values(loaded.inactive).flatMap((service) => service.profiles ?? []),
  ];
  const names = options.profiles ? profiles() : listNames(loaded.stack, options);
  const { json } = context.globals;
  if (names && !options.quiet) {
    if (json) context.printJson([...new Set(names)]);
    else for (const name of new Set(names)) context.print(name);
    return 0;
  }
  const prepared = await prepareBuilds(loaded, { printed: true });
  if (options.quiet) return 0;
  if (json) context.printJson(toComposeObject(prepared.stack, prepared));
  else context.print(printCompose(prepared.stack, prepared).trimEnd());
  return 0;
};

function listNames(stack: Stack, options: Options): string[] | undefined {
  if (options.services) return Object.keys(stack.services);
  if (options.volumes) return Object.keys(stack.volumes ?? {});
  if (options.networks) return Object.keys(stack.networks ?? {});
  if (options.images) {
    // Compose gives an image that is built and has no name that of project and service.
    return Object.entries(stack.services).map(([name, { image }]) => image ?? `${stack.name}-${name}`);
  }
  return undefined;
}
