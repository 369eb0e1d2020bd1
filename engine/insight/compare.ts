import type { BlobReader } from '../base/stream.ts';
import { openContent } from '../erofs/reader.ts';
import type { Digest } from '../oci/digest.ts';
import { compareNames } from '../tar/name.ts';
import type { InsightBackends } from './backends.ts';
import type { Comparison } from './insight.ts';
import { IndexNode, kindOf } from './layer-files.ts';
import { childOf, type Part, type Place, rootOf, topOf } from './merge.ts';
import { layersOf } from './subject.ts';

type Entry = Comparison['entries'][number];

/** Bytes of content that one comparison reads at most, of each side; beyond them two files of one size count as different. */
const readLimit = 64 << 20;
const piece = 1 << 18;

export async function compareImages(backends: InsightBackends, one: string, other: string): Promise<Comparison> {
  const images = [backends.images.resolve(one), backends.images.resolve(other)] as const;
  const stacks = images.map(({ layers }) => layers.map(({ diffID }) => diffID));
  const [left = [], right = []] = stacks;
  const { layers } = images[0];
  const differing = layers.findIndex(({ chainID }, at) => images[1].layers[at]?.chainID !== chainID);
  const shared = differing < 0 ? layers.length : differing;
  const [leftLayers, rightLayers] = await Promise.all([layersOf(backends, left), layersOf(backends, right)]);
  const walk = new Walk(backends, left, right);
  await walk.folder(rootOf(leftLayers), rootOf(rightLayers));
  return { shared, sharedBytes: layers.slice(0, shared).reduce((sum, { size }) => sum + size, 0), entries: walk.entries };
}

class Walk {
  readonly entries: Entry[] = [];
  private readonly backends: InsightBackends;
  private readonly stacks: readonly [one: readonly Digest[], other: readonly Digest[]];
  private read = 0;

  constructor(backends: InsightBackends, one: readonly Digest[], other: readonly Digest[]) {
    this.backends = backends;
    this.stacks = [one, other];
  }

  async folder(one: Place, other: Place): Promise<void> {
    if (this.isSame(one, other)) return;
    const names = new Set([...one.seen, ...other.seen].flatMap(({ node }) => node.names()));
    for (const name of [...names].sort(compareNames)) await this.entry(childOf(one, name), childOf(other, name));
  }

  private async entry(one: Place, other: Place): Promise<void> {
    const [left, right] = [topOf(one), topOf(other)];
    const found = left ?? right;
    if (found === undefined) return;
    const sizes = [left?.node.size ?? 0, right?.node.size ?? 0] as const;
    const told = { path: one.path, kind: kindOf((right ?? found).node), sizes };
    if (left === undefined) this.entries.push({ ...told, change: 'onlyInOther' });
    else if (right === undefined) this.entries.push({ ...told, change: 'onlyInOne' });
    else if (!(await this.isEqual(left, right))) this.entries.push({ ...told, change: 'differs' });
    if (left?.node.type === 'directory' || right?.node.type === 'directory') await this.folder(one, other);
  }

  /** Both are merged of the same folders of the same layers: nothing in them differs. */
  private isSame(one: Place, other: Place): boolean {
    const parts = (place: Place, stack: readonly Digest[] | undefined) =>
      place.seen.map(({ layer, node }) => `${stack?.[layer]} ${String(node.identity)}`).join(' ');
    return parts(one, this.stacks[0]) === parts(other, this.stacks[1]);
  }

  /** By type, mode, owner and content; times differ whenever something is built again. */
  private async isEqual(left: Part, right: Part): Promise<boolean> {
    const [a, b] = [left.node, right.node];
    const [stack, otherStack] = this.stacks;
    if (a.type !== b.type || a.mode !== b.mode || a.uid !== b.uid || a.gid !== b.gid || a.size !== b.size || a.target !== b.target)
      return false;
    if (a.type !== 'file' || (stack[left.layer] === otherStack[right.layer] && a.identity === b.identity)) return true;
    if (this.read + a.size > readLimit) return false;
    this.read += a.size;
    const [one, other] = await Promise.all([this.open(left, stack), this.open(right, otherStack)]);
    for (let offset = 0; offset < a.size; offset += piece) {
      const [ours, theirs] = await Promise.all([one.read(offset, piece), other.read(offset, piece)]);
      if (ours.length !== theirs.length || ours.some((byte, at) => byte !== theirs[at])) return false;
    }
    return true;
  }

  private open({ layer, node }: Part, stack: readonly Digest[]): Promise<BlobReader> {
    return openFile(this.backends, stack[layer], node);
  }
}

/** The content of a stored layer's file. */
export async function openFile(
  { images }: Pick<InsightBackends, 'images'>,
  diffID: Digest | undefined,
  node: unknown,
): Promise<BlobReader> {
  if (diffID === undefined || !(node instanceof IndexNode)) throw new TypeError('not a file of a stored layer');
  const { tar } = await images.openLayer(diffID);
  return openContent(node.index, node.nid, tar);
}
