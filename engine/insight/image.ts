import { EngineError } from '../base/errors.ts';
import type { Image } from '../image/types.ts';
import type { InsightBackends } from './backends.ts';
import { Bounded } from './bounded.ts';
import { contentsOf, type LayerContents } from './contents.ts';
import type { ImageInsight, LayerEntry, LayerInsight } from './insight.ts';
import { rootOf } from './merge.ts';
import { stepsOf } from './steps.ts';
import { keptBuilds, layersOf } from './subject.ts';

/** Entries of layers that are kept for the next question, whatever images they are of. */
const entryLimit = 100_000;
const summaryLimit = 2_000;

type Summary = Pick<LayerContents, 'counts' | 'hides'>;

/** What the layers of images do to each other. A stack of layers never changes, so each is looked through once. */
export class ImageContents {
  private readonly backends: InsightBackends;
  /** By chain ID. */
  private readonly summaries = new Bounded<Summary>(summaryLimit);
  private readonly entries = new Bounded<readonly LayerEntry[]>(entryLimit);
  private readonly reading = new Map<string, Promise<LayerContents>>();

  constructor(backends: InsightBackends) {
    this.backends = backends;
  }

  async describe(image: Image): Promise<ImageInsight> {
    const { layers: steps, beginning } = stepsOf(image, keptBuilds(this.backends));
    const others = this.backends.images.list().filter(({ id }) => id !== image.id);
    const layers: LayerInsight[] = [];
    for (const [at, { diffID, chainID, size }] of image.layers.entries()) {
      const { counts, hides } = this.summaries.get(chainID) ?? (await this.read(image, at));
      const sharedBy = others.filter((other) => other.layers[at]?.chainID === chainID).map(({ id }) => id);
      layers.push({ diffID, chainID, size, steps: steps[at] ?? [], sharedBy, counts, hides });
    }
    return { id: image.id, tags: image.repoTags, layers, beginning, wasted: layers.reduce((sum, { hides }) => sum + hides, 0) };
  }

  /** Undefined when the image has no such layer. */
  async layer(image: Image, at: number): Promise<readonly LayerEntry[] | undefined> {
    const layer = image.layers[at];
    if (layer === undefined) return undefined;
    return this.entries.get(layer.chainID) ?? (await this.read(image, at)).entries;
  }

  /** A layer that many images stand on is read once, also when they are all asked for at once. */
  private read(image: Image, at: number): Promise<LayerContents> {
    const chainID = image.layers[at]?.chainID ?? '';
    const reading = this.reading.get(chainID) ?? this.readLayer(image, at).finally(() => this.reading.delete(chainID));
    this.reading.set(chainID, reading);
    return reading;
  }

  private async readLayer(image: Image, at: number): Promise<LayerContents> {
    const stack = image.layers.slice(0, at + 1);
    const nodes = await layersOf(
      this.backends,
      stack.map(({ diffID }) => diffID),
    );
    const [layer] = nodes.splice(at);
    const chainID = stack[at]?.chainID;
    if (layer === undefined || chainID === undefined) throw new EngineError('internal', `image ${image.id} has no layer ${at}`);
    const contents = contentsOf(layer, rootOf(nodes));
    this.summaries.put(chainID, { counts: contents.counts, hides: contents.hides });
    this.entries.put(chainID, contents.entries, contents.entries.length);
    return contents;
  }
}
