import type { Image } from '../image/types.ts';
import type { InsightBackends } from './backends.ts';
import { Bounded } from './bounded.ts';
import { contentsOf, type LayerContents } from './contents.ts';
import type { ImageInsight, LayerEntry } from './insight.ts';
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

  constructor(backends: InsightBackends) {
    this.backends = backends;
  }

  async describe(image: Image): Promise<ImageInsight> {
    const summaries = await this.summariesOf(image);
    const { layers: steps, beginning } = stepsOf(image, keptBuilds(this.backends));
    const others = this.backends.images.list().filter(({ id }) => id !== image.id);
    const layers = image.layers.map(({ diffID, chainID, size }, at) => ({
      diffID,
      chainID,
      size,
      steps: steps[at] ?? [],
      sharedBy: others.filter((other) => other.layers[at]?.chainID === chainID).map(({ id }) => id),
      counts: summaries[at]?.counts ?? { added: 0, changed: 0, removed: 0 },
      hides: summaries[at]?.hides ?? 0,
    }));
    return { id: image.id, tags: image.repoTags, layers, beginning, wasted: layers.reduce((sum, { hides }) => sum + hides, 0) };
  }

  /** Undefined when the image has no such layer. */
  async layer(image: Image, at: number): Promise<readonly LayerEntry[] | undefined> {
    const layer = image.layers[at];
    if (layer === undefined) return undefined;
    return this.entries.get(layer.chainID) ?? (await this.read(image))[at]?.entries;
  }

  private async summariesOf(image: Image): Promise<readonly Summary[]> {
    const known = image.layers.flatMap(({ chainID }) => this.summaries.get(chainID) ?? []);
    return known.length === image.layers.length ? known : this.read(image);
  }

  private async read(image: Image): Promise<readonly LayerContents[]> {
    const layers = await layersOf(
      this.backends,
      image.layers.map(({ diffID }) => diffID),
    );
    const contents = contentsOf(layers);
    for (const [at, { chainID }] of image.layers.entries()) {
      const found = contents[at];
      if (found === undefined) continue;
      this.summaries.put(chainID, { counts: found.counts, hides: found.hides });
      this.entries.put(chainID, found.entries, found.entries.length);
    }
    return contents;
  }
}
