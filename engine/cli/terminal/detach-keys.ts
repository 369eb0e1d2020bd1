import type { ByteSource } from '../../base/stream.ts';

/** Ctrl-P Ctrl-Q. */
const standard: readonly number[] = [16, 17];

/** `ctrl-p,ctrl-q` or single characters, as bytes; what is wrong with it falls back to the standard keys, as Docker does. */
export function detachSequence(text: string): readonly number[] {
  if (text === '') return standard;
  const bytes: number[] = [];
  for (const key of text.split(',')) {
    const control = /^ctrl-([a-z@[\\\]^_])$/i.exec(key)?.[1]?.toLowerCase();
    if (control !== undefined) bytes.push(control === '@' ? 0 : control.charCodeAt(0) & 31);
    else if (key.length === 1) bytes.push(key.charCodeAt(0));
    else return standard;
  }
  return bytes;
}

/** Input up to the detach keys. Keys that only begin the sequence are held back until it is clear that they do not go on. */
export class DetachFilter {
  detached = false;
  private readonly keys: readonly number[];
  private held = 0;

  constructor(keys: readonly number[]) {
    this.keys = keys;
  }

  async *filter(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of source) {
      const out: number[] = [];
      for (const byte of chunk) {
        if (byte === this.keys[this.held]) {
          this.held += 1;
          if (this.held < this.keys.length) continue;
          if (out.length > 0) yield Uint8Array.from(out);
          this.detached = true;
          return;
        }
        out.push(...this.keys.slice(0, this.held));
        this.held = 0;
        if (byte === this.keys[0]) this.held = 1;
        else out.push(byte);
      }
      if (out.length > 0) yield Uint8Array.from(out);
    }
  }
}
