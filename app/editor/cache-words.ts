import type { BuildReport, BuildStep, Miss } from '../../engine/insight/insight.ts';
import { size } from '../ui/format.ts';

/** What the build said of its cache, in words. */

/** Why a step was run: `app.py changed`. */
export function reasonOf(miss: Miss): string {
  switch (miss.kind) {
    case 'disabled':
      return '--no-cache was given';
    case 'new':
      return 'nothing like it was built before';
    case 'parent':
      return 'the step before it changed';
    case 'instruction':
      return `another instruction stood here: ${miss.was}`;
    case 'inputs':
      return inputsOf(miss.changed);
    case 'files': {
      const parts = [told(miss.changed, 'changed'), told(miss.added, 'added'), told(miss.removed, 'removed')];
      return parts.filter((part) => part !== '').join(', ');
    }
  }
}

/** The same beside the text, where there is little room. */
function briefOf(miss: Miss): string {
  if (miss.kind === 'new') return 'not built before';
  if (miss.kind === 'parent') return 'the step above changed';
  if (miss.kind === 'disabled') return '--no-cache';
  return reasonOf(miss);
}

/** With more names than this the rest is only counted. */
const named = 2;

function told(paths: readonly string[], verb: string): string {
  // The folder itself, where there are too many files to tell them apart.
  const names = paths.map((path) => path.replace(/^\/+/, '')).filter((name) => name !== '');
  if (names.length === 0) return paths.length === 0 ? '' : `a file was ${verb}`;
  const rest = names.length - named;
  const list = rest > 0 ? `${names.slice(0, named).join(', ')} and ${rest} more` : names.join(' and ');
  return verb === 'changed' ? `${list} changed` : `${list} ${names.length > 1 ? 'were' : 'was'} ${verb}`;
}

function inputsOf(names: readonly string[]): string {
  const words: Readonly<Record<string, string>> = { user: 'USER', workdir: 'WORKDIR', step: 'the instruction', script: 'the script' };
  const list = names.map((name) => words[name] ?? name);
  if (list.length === 0) return 'what it depends on changed';
  return list.every((name) => name.startsWith('$')) ? `${list.join(' and ')} had another value` : `${list.join(' and ')} changed`;
}

/** `40 ms`, `1.4 s`, `2 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 100) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
}

/** `[stage 2/4] COPY . .`: its number and the rest. */
function titleOf({ name }: BuildStep): { readonly number: string; readonly instruction: string } {
  const [, place = '', instruction = name] = /^\[([^\]]*)\]\s+(?:ONBUILD )?(.*)$/s.exec(name) ?? [];
  return { number: place.trim().replace(/\/\d+$/, ''), instruction };
}

const isBase = (step: BuildStep): boolean => /^FROM\b/.test(titleOf(step).instruction);

/** What stands at the end of a line; undefined: nothing is known of it yet. */
export function markOf(step: BuildStep): string | undefined {
  const facts = (outcome: string): string => {
    const because = step.miss === undefined ? '' : `: ${briefOf(step.miss)}`;
    const time = step.duration === undefined ? [] : [duration(step.duration)];
    const bytes = step.size === undefined ? [] : [size(step.size)];
    return [outcome + because, ...time, ...bytes].join(' · ');
  };
  switch (step.state) {
    case 'waiting':
      return undefined;
    case 'running':
      return isBase(step) ? 'fetching its layers' : facts('running');
    case 'hit':
      return isBase(step) ? 'already here' : facts('cached');
    case 'failed':
      return step.duration === undefined ? 'failed' : `failed after ${duration(step.duration)}`;
    case 'done':
      return facts(isBase(step) ? 'fetched' : 'ran');
  }
}

/** The same in whole sentences, for who points at it. */
export function detailOf(step: BuildStep): string {
  const { number, instruction } = titleOf(step);
  const title = `Step ${number}, ${instruction.split('\n', 1)[0]}`;
  const layer = step.size === undefined ? '' : ` Its layer has ${size(step.size)}.`;
  const time = step.duration === undefined ? '' : ` in ${duration(step.duration)}`;
  const because = step.miss === undefined ? '' : `, because ${reasonOf(step.miss)}`;
  switch (step.state) {
    case 'waiting':
      return `${title}: not reached.`;
    case 'running':
      return `${title}: running${because}.`;
    case 'hit':
      return isBase(step) ? `${title}: the image was already here.` : `${title}: taken from the build cache.${layer}`;
    case 'failed':
      return `${title}: failed${time}.`;
    case 'done':
      return isBase(step) ? `${title}: its layers were fetched${time}.` : `${title}: run${time}${because}.${layer}${filesOf(step.miss)}`;
  }
}

/** All files by name, where the short form only counts them. */
function filesOf(miss: Miss | undefined): string {
  if (miss?.kind !== 'files') return '';
  const all = [...miss.changed, ...miss.added, ...miss.removed].map((path) => path.replace(/^\/+/, '')).filter((name) => name !== '');
  return all.length <= named ? '' : ` Files: ${all.join(', ')}.`;
}

export interface Summary {
  /** `3 of 5 steps from the cache, 1.4 s`. */
  readonly short: string;
  /** For screen readers: with the first step that was not, and why. */
  readonly long: string;
}

export function summaryOf({ state, steps }: BuildReport): Summary {
  const hits = steps.filter((step) => step.state === 'hit').length;
  const time = steps.reduce((sum, step) => sum + (step.duration ?? 0), 0);
  const count =
    hits === steps.length && hits > 1
      ? `all ${hits} steps from the cache`
      : `${hits} of ${steps.length} ${steps.length === 1 ? 'step' : 'steps'} from the cache`;
  if (state === 'running') {
    const running = steps.find((step) => step.state === 'running');
    const short = running === undefined ? 'Building' : `Building: ${titleOf(running).instruction.split('\n', 1)[0]}`;
    return { short, long: short };
  }
  if (state === 'failed') {
    const failed = steps.find((step) => step.state === 'failed');
    const short = failed === undefined ? 'The build failed' : `The build failed at line ${failed.start}`;
    return { short, long: failed === undefined ? short : `${short}: ${titleOf(failed).instruction.split('\n', 1)[0]}` };
  }
  const first = steps.find((step) => step.state === 'done' && step.miss !== undefined);
  const why =
    first?.miss === undefined
      ? ''
      : `; step ${titleOf(first).number}, ${titleOf(first).instruction}, was run because ${reasonOf(first.miss)}`;
  return {
    short: `${count.charAt(0).toUpperCase()}${count.slice(1)}${time > 0 ? `, ${duration(time)}` : ''}`,
    long: `Build done: ${count}${why}`,
  };
}

/** The first step that was not taken from the cache, and why: what the others followed. */
export function cause({ steps }: BuildReport): string | undefined {
  const first = steps.find(({ state, miss }) => state === 'done' && miss !== undefined);
  if (first?.miss === undefined || steps.every(({ state }) => state !== 'hit')) return undefined;
  return `${titleOf(first).instruction.split(/\s/, 1)[0]}: ${reasonOf(first.miss)}`;
}
