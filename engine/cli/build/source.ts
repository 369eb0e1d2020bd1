import type { BuildRange, BuildSource } from '../../api/types/build.ts';

/** The lines of the Dockerfile that an error or a warning points at, with some around them, as BuildKit shows them. */
export function showSource(source: BuildSource, ranges: readonly BuildRange[]): string {
  const lines = source.data.split('\n');
  const first = Math.min(...ranges.map((range) => range.start.line));
  if (ranges.length === 0 || first < 1 || first > lines.length) return '';
  const last = Math.min(lines.length, Math.max(...ranges.map((range) => Math.max(range.start.line, range.end.line))));
  let start = first;
  let end = last;
  const around = start === end ? 4 : 2;
  for (let added = 0; added < around; added += 1) {
    if (start > 1) {
      start -= 1;
      added += 1;
    }
    if (end !== lines.length) {
      end += 1;
      added += 1;
    }
  }
  const rule = '-'.repeat(20);
  const marked = (line: number) => ranges.some((range) => line >= range.start.line && line <= range.end.line);
  const shown = lines
    .slice(start - 1, end)
    .map((text, at) => ` ${String(start + at).padStart(3)} | ${marked(start + at) ? '>>>' : '   '} ${text}\n`);
  return `${source.filename}:${first}\n${rule}\n${shown.join('')}${rule}\n`;
}
