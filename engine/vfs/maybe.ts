/**
 * A value that is there now, or later. The guest's processor stands still while the engine answers, so what can be answered at once is
 * answered within the same call: a promise, even a fulfilled one, would cost a trip through the event loop.
 */
export type Maybe<T> = T | Promise<T>;

export function then<T, U>(value: Maybe<T>, next: (value: T) => Maybe<U>): Maybe<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
