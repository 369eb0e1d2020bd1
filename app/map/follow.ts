import type { EngineHandle } from '../../engine/client/client.ts';
import { type Objects, objects } from '../objects/objects.ts';
import { createStore } from '../session/store.ts';
import { buildGraph, type MapGraph, type Order } from './model.ts';
import { type LayerFact, layerFacts } from './steps.ts';

/** What the map shows; `undefined` before the first lists. */
export const graph = createStore<MapGraph | undefined>(undefined);

// These outlive the view: what was known is drawn at once when it is opened again, and in the same places.
const order: Order = new Map();
const layers = new Map<string, readonly LayerFact[]>();
let wrote: ReadonlyMap<string, number> = new Map();
/** Which container an image was committed from, so that its layer can be seen to come from there. */
export const origins = new Map<string, string>();
/** Of containers that do not run. */
const still = new Map<string, number>();

const pause = 800;
const shortly = 100;

/** Follows the page's lists (`objects.ts` follows the events), and adds what only the map needs: what made each layer, and what containers wrote. */
export function followMap(engine: EngineHandle): () => void {
  let over = false;
  let weighing: ReturnType<typeof setTimeout> | undefined;
  let busy = false;
  let soon = false;

  const draw = ({ summaries, containers, volumes }: Objects) => {
    if (containers !== undefined) graph.set(buildGraph({ images: summaries, containers, volumes, layers, wrote }, order));
  };
  const update = async () => {
    const current = objects.get();
    const { summaries, layers: diffIDs } = current;
    const unknown = summaries.filter(({ Id }) => !layers.has(Id) && diffIDs.has(Id));
    await Promise.all(
      unknown.map(async ({ Id }) => {
        // An image may go before it is asked for: then the next lists are without it.
        const history = await engine.docker.images.history(Id).catch(() => undefined);
        if (history) layers.set(Id, layerFacts(diffIDs.get(Id) ?? [], history));
      }),
    );
    if (!over && current === objects.get()) draw(current);
  };
  /**
   * Writes make no event: running containers are weighed again and again, as long as somebody looks, and seldom when it takes long. The others once,
   * since the guest has to unpack what a stopped one wrote.
   */
  const weigh = async () => {
    const start = performance.now();
    busy = true;
    soon = false;
    if (document.visibilityState === 'visible') {
      const containers = objects.get().containers ?? [];
      const isLive = ({ State }: { State: string }) => State === 'running' || State === 'paused';
      const live = containers.some(isLive)
        ? await engine.docker.containers.list({ size: true, filters: { status: ['running', 'paused'] } }).catch(() => [])
        : [];
      const sizes = new Map(live.map(({ Id, SizeRw }) => [Id, SizeRw ?? 0]));
      for (const container of containers) {
        const { Id } = container;
        if (isLive(container)) still.delete(Id);
        else if (!still.has(Id) && !over)
          still.set(Id, (await engine.docker.containers.inspect(Id, { size: true }).catch(() => undefined))?.SizeRw ?? 0);
        const bytes = sizes.get(Id) ?? still.get(Id);
        if (bytes !== undefined) sizes.set(Id, bytes);
      }
      if (over) return;
      const same = sizes.size === wrote.size && [...sizes].every(([id, bytes]) => wrote.get(id) === bytes);
      wrote = sizes;
      if (!same) draw(objects.get());
    }
    busy = false;
    weighing = setTimeout(weigh, soon ? shortly : Math.max(pause, 10 * (performance.now() - start)));
  };
  const again = () => {
    soon = true;
    if (busy) return;
    clearTimeout(weighing);
    weighing = setTimeout(weigh, shortly);
  };

  // `docker cp` writes into stopped ones too.
  const events = engine.onEvent(({ Action, Actor: { ID, Attributes } }) => {
    if (Action === 'extract-to-dir') still.delete(ID);
    if (Action === 'exec_die') again();
    if (Action !== 'commit' || Attributes.imageID === undefined) return;
    const image = Attributes.imageID;
    origins.set(image, ID);
    setTimeout(() => origins.delete(image), 2_000);
  });
  const stop = objects.subscribe(() => {
    void update();
    again();
  });
  void update();
  void weigh();
  return () => {
    over = true;
    stop();
    events.dispose();
    clearTimeout(weighing);
  };
}
