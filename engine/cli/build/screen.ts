/** A small terminal: what a program's output would look like in a window of some lines. Colours are left out. */
export class Screen {
  private readonly height: number;
  private width: number;
  private rows: string[][] = [[]];
  private row = 0;
  private column = 0;
  /** The beginning of an escape sequence that goes on in the next piece. */
  private pending = '';

  constructor(height: number, width: number) {
    this.height = height;
    this.width = Math.max(1, width);
  }

  resize(width: number): void {
    this.width = Math.max(1, width);
    this.rows = this.rows.map((row) => row.slice(0, this.width));
    this.column = Math.min(this.column, this.width);
  }

  /** Lines that are not blank. */
  lines(): string[] {
    return this.rows
      .map((row) =>
        Array.from(row, (character) => character ?? ' ')
          .join('')
          .trimEnd(),
      )
      .filter((line) => line !== '');
  }

  write(text: string): void {
    const whole = this.pending + text;
    const unfinished = /\x1b(\[[\d;?]*)?$/.exec(whole);
    this.pending = unfinished?.[0] ?? '';
    const complete = unfinished === null ? whole : whole.slice(0, unfinished.index);
    for (const [token, parameters, command] of complete.matchAll(
      /\x1b\[([\d;?]*)([@-~])|\x1b\][^\x07]*(?:\x07|\x1b\\)|\x1b[^[\]]|[\s\S]/gu,
    )) {
      if (command !== undefined) this.control(command, (parameters ?? '').split(';').map(Number));
      else if (token.startsWith('\x1b')) continue;
      else this.character(token);
    }
  }

  private character(character: string): void {
    if (character === '\n') {
      this.down();
      this.column = 0;
    } else if (character === '\r') this.column = 0;
    else if (character === '\b') this.column = Math.max(0, this.column - 1);
    else if (character === '\t') this.column = Math.min(this.width - 1, (Math.floor(this.column / 8) + 1) * 8);
    else if (character >= ' ') {
      if (this.column >= this.width) {
        this.down();
        this.column = 0;
      }
      this.scroll(this.height - 1);
      const row = this.current();
      while (row.length < this.column) row.push(' ');
      row[this.column] = character;
      this.column += 1;
    }
  }

  private control(command: string, [first = 0, second = 0]: readonly number[]): void {
    const count = Math.max(1, first);
    if (command === 'A') this.row = Math.max(0, this.row - count);
    else if (command === 'B') this.moveTo(this.row + count);
    else if (command === 'C') this.column = Math.min(this.width - 1, this.column + count);
    else if (command === 'D') this.column = Math.max(0, this.column - count);
    else if (command === 'G') this.column = Math.min(this.width, count) - 1;
    else if (command === 'H' || command === 'f') {
      this.moveTo(count - 1);
      this.column = Math.min(this.width, Math.max(1, second)) - 1;
    } else if (command === 'K') {
      const row = this.current();
      if (first === 0) row.length = Math.min(row.length, this.column);
      else row.fill(' ', 0, first === 1 ? this.column + 1 : row.length);
    } else if (command === 'J' && first >= 2) this.rows = this.rows.map(() => []);
    else if (command === 'J') {
      this.current().length = Math.min(this.current().length, this.column);
      this.rows.length = this.row + 1;
    }
  }

  private current(): string[] {
    const row = this.rows[this.row] ?? [];
    this.rows[this.row] = row;
    return row;
  }

  private moveTo(row: number): void {
    this.row = Math.min(this.height - 1, row);
    while (this.rows.length <= this.row) this.rows.push([]);
  }

  /** Below the last line there is nothing yet: lines move up when something is written there. */
  private down(): void {
    this.scroll(this.height - 1);
    this.row += 1;
  }

  private scroll(last: number): void {
    if (this.row <= last) return;
    this.rows.shift();
    this.row = last;
  }
}
