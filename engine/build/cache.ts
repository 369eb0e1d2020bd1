import type { Digest } from '../oci/digest.ts';
import type { Store } from '../store/store.ts';

/**
 * The build cache: what each step made, under a key of everything that the step depends on.
 *
 * A record keeps its layer alive: it is held from the moment the record is read or written until the record is pruned, so `docker rmi` and
 * `docker image prune` leave it alone and `docker builder prune` gives it back, as with BuildKit. A record whose layer is gone is dropped when
 * the cache is opened. Reads are answered from memory; changes are written with the build that makes them.
 */
export interface CacheRecord {
  /** `sha256:` over `parts`. */
  readonly key: string;
  /** The step as progress names it, without its number: `RUN make`. */
  readonly description: string;
  readonly layer?: { readonly diffID: Digest; readonly size: number };
  /** BuildKit's record type; absent: `regular`. */
  readonly type?: string;
  /** Another way to find the record of this key: by where its files come from, without a look at them. */
  readonly aliasOf?: string;
  /** What the key is made of, so that a later miss can be explained: `step`, `parent`, `$PATH`, `/src/app.py` ... to a digest or a text. */
  readonly parts: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch: when the layer was made, last used, how often. */
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly usageCount: number;
}

const prefix = 'buildcache/';

type Hold = (diffID: Digest) => { dispose(): void } | undefined;

export class BuildCache {
  private readonly store: Store;
  private readonly hold: Hold;
  private readonly records = new Map<string, CacheRecord>();
  private readonly holds = new Map<string, { dispose(): void }>();

  static async open(store: Store, hold: Hold): Promise<BuildCache> {
    const cache = new BuildCache(store, hold);
    const orphans: string[] = [];
    for (const [key, record] of await store.list<CacheRecord>(prefix)) if (!cache.remember(record)) orphans.push(key);
    if (orphans.length > 0) await store.commit(orphans.map((key) => ({ key, delete: true })));
    return cache;
  }

  private constructor(store: Store, hold: Hold) {
    this.store = store;
    this.hold = hold;
  }

  get(key: string): CacheRecord | undefined {
    return this.records.get(key);
  }

  /** Without aliases. */
  list(): CacheRecord[] {
    return [...this.records.values()].filter((record) => record.aliasOf === undefined);
  }

  /** Writes new or used records, in one commit. */
  async put(records: readonly CacheRecord[]): Promise<void> {
    const kept = records.filter((record) => this.remember(record));
    if (kept.length > 0) await this.store.commit(kept.map((record) => ({ key: prefix + record.key, value: record })));
  }

  /**
   * `docker builder prune`: with `all` also the records whose layers an image uses. Those used longest ago go first, until no more than `keep`
   * bytes are left. `layers` are those that nothing of this cache holds any more.
   */
  async prune(options: {
    readonly all: boolean;
    readonly inUse: (diffID: Digest) => boolean;
    readonly matches?: (record: CacheRecord) => boolean;
    readonly keep?: number;
  }): Promise<{ keys: string[]; bytes: number; layers: Digest[] }> {
    const { all, inUse, matches = () => true, keep = 0 } = options;
    let left = this.list().reduce((sum, { layer }) => sum + (layer?.size ?? 0), 0);
    const chosen = this.list()
      .filter((record) => (all || record.layer === undefined || !inUse(record.layer.diffID)) && matches(record))
      .sort((a, b) => a.lastUsedAt - b.lastUsedAt)
      .filter(({ layer }) => {
        if (keep > 0 && left <= keep) return false;
        left -= layer?.size ?? 0;
        return true;
      });
    const keys = new Set(chosen.map(({ key }) => key));
    const records = [...this.records.values()].filter((record) => keys.has(record.aliasOf ?? record.key));
    if (records.length > 0) await this.store.commit(records.map(({ key }) => ({ key: prefix + key, delete: true })));
    for (const { key } of records) {
      this.records.delete(key);
      this.holds.get(key)?.dispose();
      this.holds.delete(key);
    }
    const freed = new Map<Digest, number>();
    for (const { layer } of chosen) if (layer !== undefined && !inUse(layer.diffID)) freed.set(layer.diffID, layer.size);
    return { keys: [...keys], bytes: [...freed.values()].reduce((sum, size) => sum + size, 0), layers: [...freed.keys()] };
  }

  /** False when its layer is gone. */
  private remember(record: CacheRecord): boolean {
    if (record.layer !== undefined && !this.holds.has(record.key)) {
      const held = this.hold(record.layer.diffID);
      if (held === undefined) return false;
      this.holds.set(record.key, held);
    }
    this.records.set(record.key, record);
    return true;
  }
}
