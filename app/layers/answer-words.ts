import type { Answer } from '../../engine/insight/insight.ts';
import { kindName, type LayerRef, layerName } from './words.ts';

/** One layer as the question falls through the stack. */
export interface Stop {
  readonly layer: LayerRef;
  /** `answers`: what is read; `deletes`: a whiteout; `hidden`: has it, but nobody sees; `passes`: has no such name; `unasked`: below the answer. */
  readonly state: 'answers' | 'deletes' | 'hidden' | 'passes' | 'unasked';
  readonly size?: number;
}

/** From the top to the bottom of the stack: who has the path, and who is asked at all. */
export function stopsOf(answer: Answer, layers: number, writable: boolean): Stop[] {
  const refs: LayerRef[] = [
    ...(writable ? (['writable'] as const) : []),
    ...Array.from({ length: layers }, (_, index) => layers - 1 - index),
  ];
  let answered = answer.mount !== undefined;
  return refs.map((layer): Stop => {
    const lower = answer.hides.find((hidden) => hidden.layer === layer);
    if (layer === answer.from) {
      answered = true;
      return { layer, state: 'answers', ...(answer.kind === 'file' && answer.size !== undefined && { size: answer.size }) };
    }
    if (layer === answer.deletedBy) {
      answered = true;
      return { layer, state: 'deletes' };
    }
    if (lower) return { layer, state: 'hidden', ...(lower.kind === 'file' && { size: lower.size }) };
    return { layer, state: answered ? 'unasked' : 'passes' };
  });
}

/** The answer in a sentence. */
export function answerWords(answer: Answer): string {
  const { from, deletedBy, mount, kind = 'file' } = answer;
  if (mount) return `No layer answers: ${mount.destination} is mounted over, from ${mount.source}.`;
  if (from !== undefined) {
    const who = from === 'writable' ? 'The writable layer' : `Layer ${from + 1}`;
    if (kind === 'directory') return `${who} is the highest with this folder; what is in it is merged from all layers that have it.`;
    return `${who} supplies this ${kindName[kind]}.`;
  }
  if (deletedBy !== undefined) {
    const lower = answer.hides[0];
    const who = deletedBy === 'writable' ? 'The writable layer' : `Layer ${deletedBy + 1}`;
    return `Not there: ${who[0]?.toLowerCase()}${who.slice(1)} deletes it${lower ? `. It is still in ${layerName(lower.layer)}, under a whiteout` : ''}.`;
  }
  return 'Not there: no layer has it.';
}
