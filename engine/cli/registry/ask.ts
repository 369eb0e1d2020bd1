import { StatusError } from '../errors.ts';
import type { CliIo } from '../io.ts';

/** Questions on the terminal. One for a command: what was typed ahead belongs to the next question. */
export class Questions {
  private readonly io: CliIo;
  private readonly input: AsyncIterator<Uint8Array>;
  private waiting = '';

  constructor(io: CliIo) {
    this.io = io;
    this.input = io.stdin[Symbol.asyncIterator]();
  }

  async line(question: string): Promise<string> {
    await this.say(question);
    const end = /\r?\n|\r/;
    while (!end.test(this.waiting)) if (!(await this.more())) break;
    return this.take(this.waiting.search(end));
  }

  /** Without echo: the terminal is raw meanwhile, so erasing and Ctrl-C are done here. */
  async secret(question: string): Promise<string> {
    await this.io.setRaw(true);
    try {
      await this.say(question);
      for (;;) {
        const at = this.waiting.search(/[\r\n\x03\x04]/);
        if (at >= 0) {
          if (this.waiting[at] === '\x03') throw new StatusError('', 130);
          // What a terminal sends for erase, and for kill.
          const erased = /[^\x7f\b][\x7f\b]/g;
          let text = this.take(at).replace(/^.*\x15/s, '');
          while (erased.test(text)) text = text.replace(erased, '');
          return text;
        }
        if (!(await this.more())) return this.take(-1);
      }
    } finally {
      await this.io.setRaw(false);
      await this.say('\n');
    }
  }

  private take(at: number): string {
    const text = at < 0 ? this.waiting : this.waiting.slice(0, at);
    this.waiting = at < 0 ? '' : this.waiting.slice(at).replace(/^(\r?\n|.)/s, '');
    return text.trim();
  }

  private async more(): Promise<boolean> {
    const { done, value } = await this.input.next();
    if (!done) this.waiting += new TextDecoder().decode(value);
    return !done;
  }

  private say(text: string): Promise<void> {
    return this.io.stdout.write(new TextEncoder().encode(text));
  }
}
