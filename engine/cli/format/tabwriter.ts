/**
 * Go's text/tabwriter as Docker sets it up. A cell ends with a tab; text after the last tab belongs to no column. A column is as wide as
 * the widest of its cells in *adjoining* lines, plus padding, and at least `minimum`.
 */
export function alignColumns(text: string, options: { minimum: number; padding: number }): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const widths: number[][] = lines.map(() => []);
  const columns = Math.max(...lines.map((cells) => cells.length)) - 1;
  for (let column = 0; column < columns; column += 1) {
    for (let start = 0; start < lines.length; start += 1) {
      let end = start;
      let width = options.minimum;
      for (let cells = lines[end]; cells !== undefined && cells.length - 1 > column; cells = lines[end]) {
        width = Math.max(width, length(cells[column] ?? '') + options.padding);
        end += 1;
      }
      for (let at = start; at < end; at += 1) (widths[at] ?? [])[column] = width;
      if (end > start) start = end - 1;
    }
  }
  return lines
    .map((cells, line) =>
      cells
        .map((cell, column) => {
          const width = column < cells.length - 1 ? (widths[line]?.[column] ?? 0) : 0;
          return cell + ' '.repeat(Math.max(0, width - length(cell)));
        })
        .join(''),
    )
    .join('\n');
}

function length(text: string): number {
  return [...text].length;
}
