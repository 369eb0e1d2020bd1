/**
 * The views of the page that a lesson's step may point to, written as a link of Markdown: `[the layers of nginx](view:layers?image=nginx)`.
 * A click opens the view; nothing else can be done with it.
 *
 *   view:map                                   the live map; `?select=web1` with one object picked out
 *   view:layers?image=nginx                    the layer explorer; also `?container=web1`, `&layer=2`, `&path=/etc/nginx`, `&compare=debian`
 *   view:writes?container=web1                 the copy-up microscope; `?container=web1&container=web2` side by side
 *   view:editor?path=Dockerfile                a file in the editor, with what its last build says beside the lines
 */
export type ViewTarget =
  | { readonly kind: 'map'; readonly select?: string }
  | {
      readonly kind: 'layers';
      readonly image?: string;
      readonly container?: string;
      readonly layer?: number;
      readonly path?: string;
      readonly compare?: string;
    }
  | { readonly kind: 'writes'; readonly containers: readonly string[] }
  | { readonly kind: 'editor'; readonly path: string };

export const isViewLink = (url: string): boolean => url.startsWith('view:');

/** Throws a `RangeError` that says what is wrong and what there is. */
export function parseView(url: string): ViewTarget {
  const [kind = '', query = ''] = url.replace(/^view:/, '').split('?');
  const given = new URLSearchParams(query);
  const known = parameters[kind];
  if (known === undefined) throw new RangeError(`there is no view ${kind}: there are ${Object.keys(parameters).join(', ')}`);
  for (const name of given.keys()) {
    if (!known.includes(name)) throw new RangeError(`view:${kind} has no ${name}${known.length > 0 ? `: it has ${known.join(', ')}` : ''}`);
  }
  const text = (name: string) => given.get(name) ?? undefined;
  const optional = (names: readonly string[]) => Object.fromEntries(names.flatMap((name) => (given.has(name) ? [[name, text(name)]] : [])));
  switch (kind) {
    case 'map':
      return { kind, ...optional(['select']) };
    case 'layers': {
      const layer = text('layer');
      if (layer !== undefined && !/^\d+$/.test(layer)) throw new RangeError('view:layers: layer is a number, 0 for the lowest');
      return { kind, ...optional(['image', 'container', 'path', 'compare']), ...(layer !== undefined && { layer: Number(layer) }) };
    }
    case 'writes':
      return { kind, containers: given.getAll('container') };
    default: {
      const path = text('path');
      if (path === undefined) throw new RangeError('view:editor needs a path: view:editor?path=Dockerfile');
      return { kind: 'editor', path };
    }
  }
}

const parameters: Readonly<Record<string, readonly string[]>> = {
  map: ['select'],
  layers: ['image', 'container', 'layer', 'path', 'compare'],
  writes: ['container'],
  editor: ['path'],
};
