import { type CallScope, openCallScope } from "./call-scope.ts";

/**
 * Makes an iterable of a generator that waits for the network. Leaving the loop ends the wait at once, also while
 * the next item is awaited, which a bare generator cannot: its `return` queues behind a pending `next`.
 */
export function createIterable<T>(
  signal: AbortSignal | undefined,
  produce: (scope: CallScope) => AsyncGenerator<T>,
): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator](): AsyncIterator<T> {
      const scope = openCallScope(signal);
      const generator = produce(scope);
      let left = false;
      const finish = (): IteratorResult<T> => ({ done: true, value: undefined });
      return {
        async next() {
          try {
            const result = await generator.next();
            if (result.done === true) scope.release();
            return result;
          } catch (error) {
            scope.release();
            if (left) return finish();
            throw error;
          }
        },
        async return() {
          left = true;
          scope.release();
          scope.cancel(new Error("The loop was left."));
          // What it may still throw is the cancellation itself.
          await generator.return(undefined).catch(() => {});
          return finish();
        },
      };
    },
  };
}
