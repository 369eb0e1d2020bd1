import type { StepOrigin } from '../../engine/insight/insight.ts';

/** A layer of an image by its index, or the writable one of a container. */
export type LayerRef = number | 'writable';

/** People count from one, the lowest layer first; links and the engine from zero. */
export const layerName = (layer: LayerRef): string => (layer === 'writable' ? 'the writable layer' : `layer ${layer + 1}`);
export const layerMark = (layer: LayerRef): string => (layer === 'writable' ? 'W' : String(layer + 1));

export interface Instruction {
  /** `RUN`, `COPY`; empty when history does not tell. */
  readonly word: string;
  readonly rest: string;
}

/** What `docker history` calls a step, in the words of a Dockerfile. */
export function instructionOf(createdBy: string): Instruction {
  const text = createdBy
    .replace(/\s+# buildkit\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  const nop = /^\/bin\/sh -c #\(nop\)\s+(.*)$/.exec(text);
  const plain = nop?.[1] ?? text.replace(/^(?:RUN )?(?:\|\d+ (?:\S+=\S* )*)?\/bin\/sh -c /, 'RUN ');
  const known =
    /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)\b\s*(.*)$/.exec(
      plain,
    );
  return known ? { word: known[1] ?? '', rest: known[2] ?? '' } : { word: '', rest: plain };
}

/** One line for it; layers that were imported or committed may have no words at all. */
export function instructionText(step: StepOrigin | undefined): string {
  const { word, rest } = instructionOf(step?.createdBy ?? '');
  return `${word} ${rest}`.trim() || 'made without an instruction';
}

export const plural = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const kindName = { file: 'file', directory: 'folder', symlink: 'link', device: 'device', fifo: 'pipe' } as const;
