import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as wire from './wire.ts';

test('the agent and the engine agree on every name and number of the protocol', () => {
  const header = readFileSync(new URL('../image/agent/wire.h', import.meta.url), 'utf8');
  const fromC: Record<string, number> = {};
  for (const [, name, value] of header.matchAll(/^(?:#define |\t)([A-Z][A-Z0-9_]+)(?: =)? (\(?[0-9a-fx<< ]+\)?),?(?: *\/\*.*)?$/gm)) {
    const [base, shift] = (value ?? '').replace(/[()]/g, '').split('<<').map(Number);
    fromC[name ?? ''] = (base ?? Number.NaN) << (shift ?? 0);
  }
  assert.ok(Object.keys(fromC).length > 120);
  assert.deepEqual(fromC, { ...wire });
});

test('no two frame types, and no two tags, are the same', () => {
  const frames = Object.entries(wire).filter(([name]) => /^(REQ|STREAM|SESSION|EVENT)_/.test(name));
  const tags = Object.entries(wire).filter(([name]) => name.startsWith('TAG_'));
  assert.equal(new Set(frames.map(([, number]) => number)).size, frames.length);
  assert.equal(new Set(tags.map(([, number]) => number)).size, tags.length);
});
