import * as monaco from 'monaco-editor/editor';
import type { BuildStep } from '../../engine/insight/insight.ts';
import styles from './cache.module.css';
import { type Match, matchOf, type PlacedStep } from './cache-match.ts';
import { builds, followBuilds, shown } from './cache-reports.ts';
import { detailOf, markOf } from './cache-words.ts';

/**
 * The cache explainer in the text: what the latest build made of each line. Where the lines are is asked again after each edit, so marks
 * move with their lines, and one whose line is not what was built any more goes.
 */
export function registerCacheMarks(): void {
  followBuilds();
  monaco.editor.onDidCreateModel((model) => {
    if (model.getLanguageId() !== 'dockerfile') return;
    const path = model.uri.path.replace(/^\/workspace\//, '');
    let marks: string[] = [];
    const draw = () => {
      if (model.isDisposed()) return;
      const { reports, hidden } = builds.get();
      const found = matchOf(path, model.getValue(), reports);
      const match = found === undefined || hidden.has(found.report.id) ? undefined : found;
      marks = model.deltaDecorations(marks, match?.steps.flatMap((step) => decorationsOf(model, step)) ?? []);
      show(path, match);
    };
    draw();
    const stop = builds.subscribe(draw);
    model.onDidChangeContent(draw);
    model.onWillDispose(() => {
      stop();
      show(path, undefined);
    });
  });
}

function show(path: string, match: Match | undefined): void {
  if (shown.get().get(path) === match) return;
  const next = new Map(shown.get());
  if (match === undefined) next.delete(path);
  else next.set(path, match);
  shown.set(next);
}

/** A coloured edge along the instruction, and words after its first line. */
function decorationsOf(model: monaco.editor.ITextModel, { step, start, end }: PlacedStep): monaco.editor.IModelDeltaDecoration[] {
  const mark = markOf(step);
  if (mark === undefined) return [];
  const detail = detailOf(step);
  const column = model.getLineMaxColumn(start);
  return [
    {
      range: new monaco.Range(start, 1, end, 1),
      options: {
        isWholeLine: true,
        linesDecorationsClassName: `${styles.edge} ${styles[outcomeOf(step)]}`,
        linesDecorationsTooltip: detail,
      },
    },
    {
      range: new monaco.Range(start, column, start, column),
      options: {
        showIfCollapsed: true,
        stickiness: monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
        hoverMessage: { value: escaped(detail) },
        after: {
          content: mark,
          inlineClassName: `${styles.mark} ${styles[outcomeOf(step)]}`,
          inlineClassNameAffectsLetterSpacing: true,
          cursorStops: monaco.editor.InjectedTextCursorStops.None,
        },
      },
    },
  ];
}

function outcomeOf({ state }: BuildStep): 'hit' | 'ran' | 'failed' | 'running' {
  if (state === 'done' || state === 'waiting') return 'ran';
  return state;
}

/** Names of files are no Markdown. */
const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#+\-.!<>~|$]/g, '\\$&');
