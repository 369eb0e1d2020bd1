import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isListed, parseAccess } from './access.ts';

test('an origin is listed by its name or by a domain above it, and by nothing like it', () => {
  const access = parseAccess('{ "allow": ["https://school.example", "https://*.uni.example", "http://localhost:8000"] }');
  assert.equal(access.others, 'events');
  for (const origin of ['https://school.example', 'https://a.uni.example', 'https://b.a.uni.example', 'http://localhost:8000']) {
    assert.ok(isListed(origin, access), origin);
  }
  for (const origin of [
    'http://school.example',
    'https://school.example:8443',
    'https://school.example.evil.example',
    'https://my.school.example',
    'https://uni.example',
    'https://.uni.example',
    'https://eviluni.example',
    'http://a.uni.example',
    'http://localhost:8001',
    'null',
    '',
  ]) {
    assert.ok(!isListed(origin, access), origin);
  }
});

test('a list that allows nobody, or throws its machines away', () => {
  assert.deepEqual(parseAccess('{}'), { allow: [], others: 'events' });
  assert.deepEqual(parseAccess('{ "others": "throw-away" }'), { allow: [], others: 'throw-away' });
});

test('what is no list is refused, with what is wrong', () => {
  for (const [text, message] of [
    ['{ "allow": [', /JSON/],
    ['[]', /must be an object/],
    ['{ "allow": "https://school.example" }', /must be a list/],
    ['{ "allow": ["*"] }', /"\*" is no origin/],
    ['{ "allow": ["https://*"] }', /is no origin/],
    ['{ "allow": ["https://school.example/"] }', /without a path/],
    ['{ "allow": ["school.example"] }', /is no origin/],
    ['{ "allow": ["null"] }', /is no origin/],
    ['{ "others": "all" }', /"events" or "throw-away"/],
    ['{ "allowed": [] }', /no setting allowed/],
  ] as const) {
    assert.throws(() => parseAccess(text), message, text);
  }
});
