import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CliIo } from '../io.ts';
import { Questions } from './ask.ts';

/** A terminal on which these pieces are typed, and what it shows. */
function terminal(...typed: string[]) {
  const shown: string[] = [];
  const modes: boolean[] = [];
  const io = {
    stdin: (async function* () {
      for (const piece of typed) yield new TextEncoder().encode(piece);
    })(),
    stdout: { write: async (bytes: Uint8Array) => void shown.push(new TextDecoder().decode(bytes)) },
    setRaw: async (raw: boolean) => void modes.push(raw),
  } as unknown as CliIo;
  return { questions: new Questions(io), shown, modes };
}

describe('questions on a terminal', () => {
  it('take a line, then a secret without echo', async () => {
    const { questions, shown, modes } = terminal('lear', 'ner\n', 'p', 'w\r');
    assert.equal(await questions.line('Username: '), 'learner');
    assert.equal(await questions.secret('Password: '), 'pw');
    assert.deepEqual([shown.join(''), modes], ['Username: Password: \n', [true, false]]);
  });

  it('keep what was typed ahead for the next one', async () => {
    const { questions } = terminal('learner\r\nsecret\rrest');
    assert.deepEqual([await questions.line(''), await questions.secret('')], ['learner', 'secret']);
  });

  it('let a secret be corrected', async () => {
    const { questions } = terminal('xy\x7f\x7fpx\bw\r', 'gone\x15kept\n');
    assert.deepEqual([await questions.secret(''), await questions.secret('')], ['pw', 'kept']);
  });

  it('end with Ctrl-C, and give the terminal back', async () => {
    const { questions, modes } = terminal('pw\x03');
    await assert.rejects(questions.secret(''), { code: 130 });
    assert.deepEqual(modes, [true, false]);
  });

  it('are empty at the end of input', async () => {
    const { questions } = terminal();
    assert.deepEqual([await questions.line(''), await questions.secret('')], ['', '']);
  });
});
