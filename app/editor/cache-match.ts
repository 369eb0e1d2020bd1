import type { BuildReport, BuildStep } from '../../engine/insight/insight.ts';
import { folderOf, nameOf } from './language.ts';

/** A step of a build, and where its lines are in the text as it is now. */
export interface PlacedStep {
  readonly step: BuildStep;
  readonly start: number;
  readonly end: number;
}

export interface Match {
  readonly report: BuildReport;
  readonly steps: readonly PlacedStep[];
}

/**
 * The build that a text is seen with: the latest one of this very text, else the latest one of a file of this name, in a folder of this
 * name, of which at least half of the steps still stand in the text.
 */
export function matchOf(path: string, text: string, newestFirst: readonly BuildReport[]): Match | undefined {
  const exact = newestFirst.find(({ source }) => linesOf(source).join('\n') === linesOf(text).join('\n'));
  if (exact !== undefined) return place(exact, text);
  const folder = nameOf(folderOf(path)) || 'workspace';
  const similar = newestFirst.find((report) => {
    if (nameOf(report.dockerfile) !== nameOf(path) || report.context !== folder || report.steps.length === 0) return false;
    return place(report, text).steps.length * 2 >= report.steps.length;
  });
  return similar === undefined ? undefined : place(similar, text);
}

function place(report: BuildReport, text: string): Match {
  const lines = placedLines(linesOf(report.source), linesOf(text));
  const steps = report.steps.flatMap((step): PlacedStep[] => {
    const start = lines[step.start - 1];
    const end = lines[step.end - 1];
    // All its lines, and nothing between them.
    if (start === undefined || end === undefined || end - start !== step.end - step.start) return [];
    for (let line = step.start; line <= step.end; line++) if (lines[line - 1] !== start + line - step.start) return [];
    return [{ step, start: start + 1, end: end + 1 }];
  });
  return { report, steps };
}

const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/);

/** For each line of `before` where it is in `after`, from 0: the longest common subsequence. */
function placedLines(before: readonly string[], after: readonly string[]): Array<number | undefined> {
  const width = after.length + 1;
  // Of what follows line i of the one and line j of the other.
  const common = new Uint16Array((before.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const placed: Array<number | undefined> = before.map(() => undefined);
  for (let i = 0, j = 0; i < before.length && j < after.length; ) {
    if (before[i] === after[j]) placed[i++] = j++;
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return placed;
}
