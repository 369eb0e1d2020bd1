/** Keeps the values used last, as long as their weights together stay below `limit`: for what can be made again. */
export class Bounded<V> {
  private readonly limit: number;
  private readonly items = new Map<string, { readonly value: V; readonly weight: number }>();
  private total = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get(key: string): V | undefined {
    const item = this.items.get(key);
    if (item === undefined) return undefined;
    this.items.delete(key);
    this.items.set(key, item);
    return item.value;
  }

  put(key: string, value: V, weight = 1): void {
    this.total += weight - (this.items.get(key)?.weight ?? 0);
    this.items.delete(key);
    this.items.set(key, { value, weight });
    for (const [oldest, { weight: freed }] of this.items) {
      if (this.total <= this.limit || oldest === key) break;
      this.items.delete(oldest);
      this.total -= freed;
    }
  }
}
