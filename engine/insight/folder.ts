import { EngineError } from '../base/errors.ts';
import type { MergedEntry } from './insight.ts';
import { kindOf } from './layer-files.ts';
import { childrenOf, topOf } from './merge.ts';
import { missing, type Opened } from './subject.ts';

/** One folder, all layers merged. What is mounted over it is no layer's. */
export function folderOf(subject: Opened, path: string): MergedEntry[] {
  const found = subject.find(path, { follow: true });
  if (found?.mount !== undefined) throw new EngineError('conflict', `${path} is not of any layer: ${found.mount.destination} is a mount`);
  const top = found === undefined ? undefined : topOf(found.place);
  if (found === undefined || top === undefined) {
    if (found?.place.path === '/') return [];
    throw missing(path, subject);
  }
  if (top.node.type !== 'directory') throw new EngineError('invalid', `${path} is not a directory`);
  return childrenOf(found.place).flatMap(({ name, place }) => {
    const answer = topOf(place);
    if (answer === undefined) return [];
    const { node, layer } = answer;
    return {
      name,
      kind: kindOf(node),
      size: node.size,
      mode: node.mode,
      ...(node.type === 'symlink' && { target: node.target }),
      from: subject.from(layer),
      hidden: place.hidden.map((part) => part.layer),
    };
  });
}
