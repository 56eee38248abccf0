import { dictionaryOf, flag, integer, listOf, mappingOf, text } from "./shape.ts";

/** `x-gantry` of a service. */
export const serviceExtras = mappingOf({ preset: text(), stateful: flag({ keepFalse: true }) }, { closed: true });

/** `x-gantry` of the file. */
export const stackExtras = mappingOf(
  {
    routes: listOf(
      mappingOf(
        { host: text(), path: text(), service: text(), port: integer({ minimum: 1, maximum: 65535 }) },
        { closed: true, required: ["host", "service", "port"] },
      ),
    ),
    environments: dictionaryOf(mappingOf({ host: text() }, { closed: true })),
  },
  { closed: true },
);
