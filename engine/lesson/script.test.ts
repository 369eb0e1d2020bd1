import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandsOf, withoutShowing } from './script.ts';

const cases: ReadonlyArray<readonly [string, string, readonly string[]]> = [
  ['a line each, without comments', 'docker ps\n\n# why\ndocker images\n', ['docker ps', 'docker images']],
  ['a here document', "cat > f <<'EOF'\na do\nEOF\nls", ["cat > f <<'EOF'\na do\nEOF", 'ls']],
  ['a line that goes on', 'docker run \\\n  nginx\nls', ['docker run \\\n  nginx', 'ls']],
  ['a loop on one line', 'until curl -s x; do sleep 0.1; done\nls', ['until curl -s x; do sleep 0.1; done', 'ls']],
  ['a loop over several', 'for i in 1 2; do\n  echo $i\ndone\nls', ['for i in 1 2; do\n  echo $i\ndone', 'ls']],
  ['a condition', 'if true\nthen\n  a\nelse\n  b\nfi\nls', ['if true\nthen\n  a\nelse\n  b\nfi', 'ls']],
  ['a word that only looks so', 'echo for done\nls', ['echo for done', 'ls']],
  [
    'a loop in quotes',
    "docker create a sh -c 'x; for n in 1; do a; done'\nls",
    ["docker create a sh -c 'x; for n in 1; do a; done'", 'ls'],
  ],
  ['a loop in a loop', 'for i in 1; do for j in 2; do a; done; done\nls', ['for i in 1; do for j in 2; do a; done; done', 'ls']],
  ['a text over two lines', 'echo "a\nb"\nls', ['echo "a\nb"', 'ls']],
];
for (const [name, script, expected] of cases) test(name, () => assert.deepEqual(commandsOf(script), expected));

test('commands that only show something are left out', () => {
  const script = 'docker run -d nginx\ndocker ps -a\ndocker ps -q | xargs docker rm\ncat > f <<EOF\ndocker ps\nEOF\ndocker logs web';
  assert.equal(withoutShowing(script), 'docker run -d nginx\ndocker ps -q | xargs docker rm\ncat > f <<EOF\ndocker ps\nEOF');
});
