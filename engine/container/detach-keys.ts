import { EngineError } from '../base/errors.ts';

/** `ctrl-p,ctrl-q` → bytes (moby/term's ToBytes): single characters, `ctrl-<letter>` and ctrl with @ [ \ ] ^ _. */
export function parseDetachKeys(text = 'ctrl-p,ctrl-q'): Uint8Array {
  const codes = text.split(',').map((key) => {
    if (key.length === 1) return key.charCodeAt(0);
    const match = /^ctrl-([a-z@[\\\]^_])$/.exec(key);
    if (match?.[1] === undefined) throw new EngineError('invalid', `Unknown character: '${key}'`);
    return /[a-z]/.test(match[1]) ? match[1].charCodeAt(0) - 96 : match[1].charCodeAt(0) - 64;
  });
  return Uint8Array.from(codes);
}

/**
 * Watches input for the detach sequence, across chunks. Bytes that began like it but went on differently are given through.
 * After a match nothing passes.
 */
export class DetachWatcher {
  private readonly keys: Uint8Array;
  private matched = 0;

  constructor(keys: Uint8Array) {
    this.keys = keys;
  }

  filter(chunk: Uint8Array): { pass: Uint8Array; detached: boolean } {
    const pass: number[] = [];
    for (const byte of chunk) {
      if (byte === this.keys[this.matched]) {
        this.matched++;
        if (this.matched === this.keys.length) return { pass: Uint8Array.from(pass), detached: true };
        continue;
      }
      pass.push(...this.keys.subarray(0, this.matched));
      this.matched = byte === this.keys[0] ? 1 : 0;
      if (this.matched === 0) pass.push(byte);
    }
    return { pass: Uint8Array.from(pass), detached: false };
  }
}
