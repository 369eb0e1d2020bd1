import { sha256 } from '../oci/sha256.ts';
import type { BuildCache, CacheRecord } from './cache.ts';
import type { MissReason } from './progress.ts';

/** What a step's result depends on, by name: `parent`, `step`, `user`, `$PATH` (a variable) and so on, and one for each file, whose names begin with `/` (or `//`: of another stage). */
export type Parts = Readonly<Record<string, string>>;

export async function keyOf(parts: Parts): Promise<string> {
  return sha256(JSON.stringify(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** With more files than this a record keeps one digest for all: which of them changed is then not told. */
const fileLimit = 2000;

export async function compact(parts: Parts): Promise<Parts> {
  const files = Object.entries(parts).filter(([name]) => name.startsWith('/'));
  if (files.length <= fileLimit) return parts;
  const rest = Object.entries(parts).filter(([name]) => !name.startsWith('/'));
  return Object.fromEntries([...rest, ['/', await keyOf(Object.fromEntries(files))]]);
}

/** Why there was no record for these parts: compared with the record that comes nearest. */
export function explainMiss(cache: BuildCache, description: string, parts: Parts): MissReason {
  const newest = (records: readonly CacheRecord[]) =>
    records.reduce<CacheRecord | undefined>((a, b) => (a && a.lastUsedAt >= b.lastUsedAt ? a : b), undefined);
  const records = cache.list().filter((record) => record.parts.step !== undefined);
  const siblings = records.filter((record) => record.parts.parent === parts.parent);
  const same = newest(siblings.filter((record) => record.description === description || record.parts.step === parts.step));
  if (same !== undefined) return difference(same.parts, parts);
  const keyword = (text: string) => text.replace(/ .*/s, '');
  const sibling = newest(siblings.filter((record) => keyword(record.description) === keyword(description))) ?? newest(siblings);
  if (newest(records.filter((record) => record.description === description)) !== undefined) return { kind: 'parent' };
  return sibling === undefined ? { kind: 'new' } : { kind: 'instruction', was: sibling.description };
}

function difference(before: Parts, after: Parts): MissReason {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]).sort();
  const files = names.filter((name) => name.startsWith('/'));
  if (files.length === 0) return { kind: 'inputs', changed: names };
  return {
    kind: 'files',
    changed: files.filter((name) => name in before && name in after),
    added: files.filter((name) => !(name in before)),
    removed: files.filter((name) => !(name in after)),
  };
}
