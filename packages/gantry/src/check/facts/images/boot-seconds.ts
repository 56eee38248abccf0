/**
 * How long a store may take until it answers: the first start on an empty volume, or the recovery after a crash, on a small server.
 * Rules of thumb, on the low side.
 */
export const bootSeconds: ReadonlyMap<string, number> = new Map([
  ["postgres", 20],
  ["mysql", 30],
  ["mongo", 20],
  ["rabbitmq", 30],
  ["elasticsearch", 60],
  // Loads its whole index into memory.
  ["typesense", 60],
]);
