import { layerName } from '../layers/words.ts';
import { size } from '../ui/format.ts';
import type { Happening } from './changes.ts';
import type { Cost } from './cost.ts';
import type { Seen } from './session.ts';

/** What happened to a file, after its path. */
export function happened({ what, layer, size: now, before, kind, inside }: Happening): string {
  const origin = layer === undefined ? 'the image' : layerName(layer);
  switch (what) {
    case 'copied':
      return kind === 'directory'
        ? `folder noted: something of ${origin}'s changed in it`
        : `copied up from ${origin}, then written: ${size(before)} → ${size(now)}`;
    case 'made':
      if (inside !== undefined) return `new, only here, with ${inside.toLocaleString('en')} entries: ${size(now)}`;
      return kind === 'file' ? `new, only here: ${size(now)}` : 'new, only here';
    case 'hidden':
      return `deleted: a whiteout hides it; ${origin} still has ${kind === 'file' ? `its ${size(before)}` : 'it'}`;
    case 'replaced':
      return `deleted and made anew: it hides all that ${origin} has in it`;
    case 'written':
      return before === now ? 'written again' : `written again: ${size(before)} → ${size(now)}`;
    case 'dropped':
      return inside === undefined
        ? 'deleted: it was only here, nothing is left of it'
        : `deleted with its ${inside.toLocaleString('en')} entries: they were only here`;
    case 'bared':
      return `gone from here: ${origin}'s shows again`;
  }
}

/** One or two sentences on the disk that it takes. */
export function costWords(cost: Cost, names: readonly string[]): string {
  const [one, other] = cost.apart;
  const [first = '', second = ''] = names;
  if (one === undefined) return '';
  if (other === undefined) return `The image is ${size(cost.sharedBytes)} and stays as it is; ${first} has ${size(one.own)} of its own.`;
  const own = (apart: Cost['apart'][number]) => size(apart.own);
  const layers = (apart: Cost['apart'][number]) => (apart.layers > 0 ? ` on ${size(apart.layers)} of layers that the other has not` : '');
  const apart = `${first} has ${own(one)} of its own${layers(one)}, ${second} ${own(other)}${layers(other)}`;
  if (cost.shared === 0) return `They share nothing: ${apart}. Together ${size(cost.total)}.`;
  return `Both share ${size(cost.sharedBytes)}; ${apart}. Together ${size(cost.total)}; without sharing it would be ${size(cost.withoutSharing)}.`;
}

/** What a screen reader is told of the latest writes: one sentence, however many there are. */
export function announcement(name: string, fresh: readonly Seen[]): string {
  const last = fresh.at(-1);
  if (last === undefined) return '';
  const more = fresh.length > 1 ? `${fresh.length} changes, the last: ` : '';
  return `${name}: ${more}${last.path} ${happened(last)}`;
}
