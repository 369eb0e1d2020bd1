/** How Docker sets a note apart: a line above, a header, italics on a terminal (docker/cli internal/tui/note.go). */
export function note(text: string, isTerminal: boolean): string {
  const header = isTerminal ? '\x1b[1m\x1b[106m\x1b[30mi\x1b[0m\x1b[0m \x1b[96mInfo → \x1b[0m\x1b[0m' : ' Info -> ';
  const shown = isTerminal ? text.replaceAll('--platform', '\x1b[1m--platform\x1b[0m') : text;
  const lines = shown.split('\n').map((line) => (isTerminal ? `\x1b[3m${line}\x1b[0m` : line));
  return `\n${header}${lines.join(`\n${' '.repeat(9)}`)}\n`;
}
