import type { EmbedTheme } from '../../engine/client/embed-protocol.ts';

/** What the frame's address asks for: `/embed?lesson=ID&step=N&panels=terminal,editor,lesson,map&theme=dark&start=click`. */
export interface Address {
  readonly lesson: string | undefined;
  /** Number, from 1, or id. */
  readonly step: string | undefined;
  readonly panels: readonly Panel[];
  readonly theme: EmbedTheme;
  readonly start: Start;
}

export const panelNames = ['lesson', 'editor', 'map', 'layers', 'writes', 'objects', 'terminal'] as const;
export type Panel = (typeof panelNames)[number];

const themes: readonly EmbedTheme[] = ['light', 'dark', 'system'];
const starts = ['visible', 'click', 'load'] as const;
/** When the machine starts. */
export type Start = (typeof starts)[number];

/** Throws a `RangeError` that says what is wrong and what there is. */
export function parseAddress(search: string): Address {
  const given = new URLSearchParams(search);
  const lesson = given.get('lesson') || undefined;
  const step = given.get('step') || undefined;
  if (step !== undefined && lesson === undefined) throw new RangeError('A step needs its lesson: add lesson=… to the address.');
  const asked = (given.get('panels') ?? '').split(',').filter((name) => name.trim() !== '');
  const panels = asked.map((name) => oneOf('panel', name.trim(), panelNames));
  return {
    lesson,
    step,
    panels: panels.length > 0 ? [...new Set(panels)] : lesson === undefined ? ['terminal'] : ['lesson', 'terminal'],
    theme: parseTheme(given.get('theme') || 'system'),
    start: oneOf('start', given.get('start') || 'visible', starts),
  };
}

export const parseTheme = (theme: string): EmbedTheme => oneOf('theme', theme, themes);

function oneOf<T extends string>(what: string, given: string, known: readonly T[]): T {
  const found = known.find((one) => one === given);
  if (found === undefined) throw new RangeError(`There is no ${what} "${given}": there are ${known.join(', ')}.`);
  return found;
}
