import type { Code } from 'mdast';
import { readAssertion, stateKinds } from './assertion.ts';
import { type Entry, readList } from './entry.ts';
import { type Faults, isName, nameRule } from './faults.ts';
import type { Assertion, Check, Hint } from './lesson.ts';

/** A check and where it stands. */
export interface ParsedCheck {
  readonly check: Check;
  readonly line: number;
}

/**
 * The ` ```checks ` block: a YAML list. Each entry has `id`, `title`, one assertion (`assertion.ts`), and optionally
 *
 *   needs: web1-runs                        # or a list: checks that must be met before this one is looked at
 *   hint: Click docker run above.           # shown when the learner asks for it
 *   hints:
 *     - { text: Names are unique., tries: 3 }
 *     - { text: web1 is there but stopped., when: { containers: { name: web1, status: exited } } }
 *   fails:
 *     - { when: { images: { reference: nginx }, count: 0 }, text: You removed the image. }
 */
export function parseChecks(node: Code, faults: Faults): ParsedCheck[] {
  return readList(node, 'checks', faults).flatMap((entry) => {
    const check = parseCheck(entry);
    return check === undefined ? [] : [{ check, line: entry.line }];
  });
}

/** Fields beside the assertion's. */
const own = ['id', 'title', 'needs', 'hint', 'hints', 'fails'];

function parseCheck(entry: Entry): Check | undefined {
  const { id, title, hint, hints, needs, fails } = entry.fields;
  if (!isName(id)) return void entry.fault(`a check needs an id of ${nameRule}`, 'id');
  const who = `check ${id}`;
  if (typeof title !== 'string') entry.fault(`${who} needs a title: what the learner reads beside the mark`, 'title');
  const needed: unknown[] = needs === undefined ? [] : [needs].flat();
  if (!needed.every((need) => typeof need === 'string')) entry.fault(`${who}: needs is the id of a check, or a list of them`, 'needs');
  if (hint !== undefined && typeof hint !== 'string') entry.fault(`${who}: hint is a text; hints is a list`, 'hint');
  const assertion = readAssertion(entry, who, own);
  const told: Hint[] = typeof hint === 'string' ? [{ text: hint }] : [];
  if (hints !== undefined) told.push(...parseHints(entry, who));
  const ways = fails === undefined ? [] : parseFails(entry, who);
  if (assertion === undefined) return undefined;
  return { id, title: String(title), assertion, needs: needed.filter((need) => typeof need === 'string'), hints: told, fails: ways };
}

function parseHints(check: Entry, who: string): Hint[] {
  const entries = check.entries('hints');
  if (entries === undefined) check.fault(`${who}: hints is a list: - { text: …, tries: 2 }`, 'hints');
  return (entries ?? []).flatMap((entry): Hint[] => {
    const text = textOf(entry, `a hint of ${who}`, ['text', 'tries', 'when']);
    const { tries, when } = entry.fields;
    if (tries !== undefined && !(Number.isSafeInteger(tries) && Number(tries) > 0))
      entry.fault(`${who}: tries is a number of docker commands, at least 1`, 'tries');
    if (tries !== undefined && when !== undefined)
      entry.fault(`${who}: a hint comes after tries or when a state is reached: make two of it`);
    const state = when === undefined ? undefined : parseWhen(entry, who);
    return [{ text, ...(tries !== undefined && { tries: Number(tries) }), ...(state !== undefined && { when: state }) }];
  });
}

function parseFails(check: Entry, who: string): Check['fails'] {
  const entries = check.entries('fails');
  if (entries === undefined) check.fault(`${who}: fails is a list: - { when: { … }, text: … }`, 'fails');
  return (entries ?? []).flatMap((entry) => {
    const text = textOf(entry, `an entry in fails of ${who}`, ['text', 'when']);
    const when = parseWhen(entry, who);
    return when === undefined ? [] : [{ when, text }];
  });
}

function textOf(entry: Entry, what: string, known: readonly string[]): string {
  for (const name of Object.keys(entry.fields))
    if (!known.includes(name)) entry.fault(`${what} has no field ${name}: it has ${known.join(', ')}`, name);
  const { text } = entry.fields;
  if (typeof text !== 'string' || text === '') entry.fault(`${what} needs a text`, 'text');
  return String(text);
}

function parseWhen(entry: Entry, who: string): Assertion | undefined {
  const when = entry.entry('when');
  if (when === undefined) return void entry.fault(`${who}: when has the fields of a state: { containers: { name: web1 } }`, 'when');
  return readAssertion(when, `${who}: when`, [], stateKinds);
}
