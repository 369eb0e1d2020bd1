import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dockerRoot, oldDocker, realDocker } from '../support/docker.ts';
import { compareRuns, type Difference } from './compare.ts';
import { readKnown } from './known.ts';
import { bundleOurCommand, createArchives, daemonSide, guestSide, type Side, servedSide } from './sides.ts';
import { parseTranscript, type SideName, type StepResult, type Transcript } from './transcript.ts';

/**
 * Real Docker is asked, not remembered: every transcript runs with the real command on a real daemon, and
 * - `guest`: our command on our engine, in our guest;
 * - `client`: our command on the real daemon, which tells faults of the command;
 * - `served`: the real command on our engine, which tells faults of the engine;
 * - `served20`: likewise, but with the command of Docker 20.10 on both sides.
 * Output, errors and exit codes are compared step by step, after the normalization in `compare.ts`. What differs is asked up to three times on
 * both sides: on a busy machine a program may not have begun when the next command asks for it, there as here.
 */
export interface Report {
  readonly transcript: string;
  readonly side: SideName;
  readonly compared: number;
  /** Of these, differences that `KNOWN.md` explains. */
  readonly known: number;
  /** Readable, unexplained ones first; empty when all is well. */
  readonly differences: readonly string[];
  /** Entries of `KNOWN.md` that no longer differ. */
  readonly stale: readonly string[];
}

/** Whose answers are right: the real command on the real daemon. */
type Reference = 'real' | 'real20';

export interface Oracle {
  readonly transcripts: readonly Transcript[];
  /** The real command's answers are kept: sides of one transcript ask once. */
  compare(transcript: Transcript, side: SideName): Promise<Report>;
  close(): Promise<void>;
}

export function readTranscripts(): Transcript[] {
  const folder = path.join(import.meta.dirname, 'transcripts');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sh'))
    .sort()
    .map((file) => parseTranscript(file.replace(/\.sh$/, ''), readFileSync(path.join(folder, file), 'utf8')));
}

/** @throws Error with the reason when no real Docker runs here. */
export function createOracle(): Oracle {
  const command = `exec ${realDocker()} "$@"`;
  const oldCommand = `exec ${oldDocker()} "$@"`;
  dockerRoot();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'drydock-oracle-'));
  const archives = createArchives();
  const makers: Record<SideName | Reference, () => Promise<Side> | Side> = {
    real: () => daemonSide(command, archives),
    real20: () => daemonSide(oldCommand, archives),
    client: async () => daemonSide(await bundleOurCommand(folder), archives),
    guest: () => guestSide(archives),
    served: () => servedSide(command, archives),
    served20: () => servedSide(oldCommand, archives),
  };
  const sides = new Map<string, Promise<Side> | Side>();
  const queues = new Map<string, Promise<unknown>>();

  /** A side does one transcript at a time. */
  function run(name: SideName | Reference, transcript: Transcript): Promise<StepResult[]> {
    const side = sides.get(name) ?? makers[name]();
    sides.set(name, side);
    const result = (queues.get(name) ?? Promise.resolve()).then(async () => (await side).run(transcript));
    queues.set(
      name,
      result.catch(() => undefined),
    );
    return result;
  }

  const answers = new Map<string, Promise<StepResult[]>>();
  const known = readKnown();

  return {
    transcripts: readTranscripts(),
    async compare(transcript, name) {
      const reference: Reference = name === 'served20' ? 'real20' : 'real';
      const key = `${transcript.name} ${reference}`;
      const real = answers.get(key) ?? run(reference, transcript);
      answers.set(key, real);
      const fits = transcript.steps.map(({ notOn }) => !notOn.includes(name));
      const entries = known.filter((entry) => entry.transcript === transcript.name && entry.sides.includes(name));
      const firstLine = (text: string) => text.split('\n')[0]?.trim() ?? '';
      const isKnown = ({ command }: Difference) => entries.some((entry) => entry.command === firstLine(command));
      const differ = (left: readonly StepResult[], right: readonly StepResult[]) =>
        compareRuns(left, right).filter(({ step }) => fits[step]);
      let found = fits.includes(true) ? differ(...(await Promise.all([real, run(name, transcript)]))) : [];
      for (let asked = 1; asked < 3 && !found.every(isKnown); asked += 1) {
        const again = differ(...(await Promise.all([run(reference, transcript), run(name, transcript)])));
        found = found.filter(({ step }) => again.some((other) => other.step === step));
      }
      const explained = found.filter(isKnown);
      const ran = new Set(transcript.steps.map(({ command }) => firstLine(command)));
      return {
        transcript: transcript.name,
        side: name,
        compared: fits.filter(Boolean).length,
        known: explained.length,
        differences: found.filter((difference) => !explained.includes(difference)).map(({ command, text }) => `$ ${command}\n${text}`),
        stale: entries.filter(({ command }) => !ran.has(command)).map(({ command }) => command),
      };
    },
    async close() {
      archives.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
