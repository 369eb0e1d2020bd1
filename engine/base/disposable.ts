/** Everything that starts can be stopped. `dispose` is idempotent. */
export interface Disposable {
  dispose(): void;
}

/** Disposes what it holds, last in first out. */
export class DisposableStack implements Disposable {
  private readonly items: Disposable[] = [];
  private disposed = false;

  use<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.push(item);
    return item;
  }

  defer(dispose: () => void): void {
    this.use({ dispose });
  }

  dispose(): void {
    this.disposed = true;
    for (let item = this.items.pop(); item !== undefined; item = this.items.pop()) item.dispose();
  }
}
