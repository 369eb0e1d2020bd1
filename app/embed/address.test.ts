import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddress } from './address.ts';

test('an address names lesson, step, panels, theme and start', () => {
  assert.deepEqual(parseAddress('?lesson=images-and-containers&step=2&panels=terminal,map,%20lesson,map&theme=dark&start=click'), {
    lesson: 'images-and-containers',
    step: '2',
    panels: ['terminal', 'map', 'lesson'],
    theme: 'dark',
    start: 'click',
  });
});

test('what it does not name is what most want', () => {
  const plain = { lesson: undefined, step: undefined, panels: ['terminal'], theme: 'system', start: 'visible' };
  assert.deepEqual(parseAddress(''), plain);
  assert.deepEqual(parseAddress('?lesson=&step=&panels=&theme=&start='), plain);
  assert.deepEqual(parseAddress('?lesson=layers').panels, ['lesson', 'terminal']);
});

test('what there is not is refused, with what there is', () => {
  assert.throws(
    () => parseAddress('?panels=terminal,shell'),
    /no panel "shell": there are lesson, editor, map, layers, writes, objects, terminal/,
  );
  assert.throws(() => parseAddress('?theme=blue'), /no theme "blue": there are light, dark, system/);
  assert.throws(() => parseAddress('?start=never'), /no start "never": there are visible, click, load/);
  assert.throws(() => parseAddress('?step=2'), /needs its lesson/);
});
