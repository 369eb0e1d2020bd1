import type { Answer } from './insight.ts';
import { kindOf } from './layer-files.ts';
import { type Place, topOf } from './merge.ts';
import type { Opened } from './subject.ts';

/** Which layer answers for a path, and what it hides. */
export function whichOf(subject: Opened, path: string): Answer {
  const found = subject.find(path);
  if (found === undefined) return { path, hides: [] };
  const { place, mount } = found;
  const hides = hiddenAt(place, subject);
  if (mount !== undefined) {
    const full = mount.destination + mount.rest;
    // One may lie in another.
    const [destination, source] = [...subject.mounts]
      .filter(([path]) => `${full}/`.startsWith(`${path}/`))
      .reduce((one, other) => (other[0].length < one[0].length ? one : other), [mount.destination, '']);
    return { path: full, hides: mount.rest === '' ? hides : [], mount: { destination, source } };
  }
  const top = topOf(place);
  if (top === undefined) {
    if (place.hidden.length === 0 || place.hiddenBy === undefined) return { path: place.path, hides: [] };
    return { path: place.path, deletedBy: subject.from(place.hiddenBy), ...stepAt(subject, place.hiddenBy), hides };
  }
  const { node, layer } = top;
  return {
    path: place.path,
    from: subject.from(layer),
    kind: kindOf(node),
    size: node.size,
    ...(node.type === 'symlink' && { target: node.target }),
    ...stepAt(subject, layer),
    hides,
  };
}

function stepAt(subject: Opened, layer: number): Pick<Answer, 'step'> {
  const step = subject.stepOf(layer);
  return step === undefined ? {} : { step };
}

function hiddenAt({ hidden }: Place, { stack }: Opened): Answer['hides'] {
  return hidden.filter(({ layer }) => layer < stack.length).map(({ layer, node }) => ({ layer, size: node.size, kind: kindOf(node) }));
}
