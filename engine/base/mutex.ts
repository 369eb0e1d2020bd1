/** One at a time, in the order they came. */
export class Mutex {
  private tail: Promise<unknown> = Promise.resolve();

  /** Whether someone is in or waiting. */
  get busy(): boolean {
    return this.waiting > 0;
  }
  private waiting = 0;

  run<T>(work: () => Promise<T> | T): Promise<T> {
    this.waiting++;
    // With nobody inside, the work begins in this very call: callers that pipeline rely on it.
    const result = this.waiting === 1 ? Promise.resolve(begin(work)) : this.tail.then(work);
    this.tail = result
      .catch(() => {})
      .finally(() => {
        this.waiting--;
      });
    return result;
  }
}

async function begin<T>(work: () => Promise<T> | T): Promise<T> {
  return work();
}
