import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bool, bytes, duration, filter, int, list, map, string } from './flag.ts';
import { parseFlags } from './flag-parser.ts';
import { ulimits } from './parse/resources.ts';

const flags = {
  detach: bool('d', ''),
  interactive: bool('i', ''),
  tty: bool('t', ''),
  proxy: bool('', '', true),
  env: list('e', ''),
  name: string('', ''),
  memory: bytes('m', ''),
  time: int('T', ''),
  wait: duration('', ''),
  filter: filter('f', ''),
  opt: map('o', ''),
  ulimit: ulimits('', ''),
};

const parse = (line: string, interspersed = true) => parseFlags(line.split(' ').filter(Boolean), flags, { interspersed });

test('short flags group, and the last of a group takes a value with or without a space', () => {
  assert.deepEqual(parse('-dit -eA=1 -e B=2 -e=C x').values, {
    ...parse('').values,
    detach: true,
    interactive: true,
    tty: true,
    env: ['A=1', 'B=2', 'C'],
  });
  assert.deepEqual(parse('-dite A=1').values.env, ['A=1']);
});

test('long flags take a value after = or as the next word, switches only after =', () => {
  assert.equal(parse('--name=a').values.name, 'a');
  assert.equal(parse('--name a').values.name, 'a');
  assert.equal(parse('--name --detach').values.name, '--detach');
  assert.equal(parse('--proxy=false').values.proxy, false);
  assert.deepEqual(parse('--detach false').args, ['false']);
});

test('-- ends the flags; - alone is a word', () => {
  assert.deepEqual(parse('a - -- -d --name').args, ['a', '-', '-d', '--name']);
});

test('without interspersed flags, those after the first word belong to it', () => {
  const { args, values } = parse('-d image -d --name x', false);
  assert.deepEqual(args, ['image', '-d', '--name', 'x']);
  assert.equal(values.name, '');
});

test('values of every kind', () => {
  const { values } = parse('-m 1.5g -T 0x10 --wait 1m30s -f status=exited -f status=created -o a=b -o c --ulimit nofile=10:20');
  assert.equal(values.memory, 1.5 * 1024 ** 3);
  assert.equal(values.time, 16);
  assert.equal(values.wait, 90e9);
  assert.deepEqual(values.filter, { status: ['exited', 'created'] });
  assert.deepEqual(values.opt, { a: 'b', c: '' });
  assert.deepEqual(values.ulimit, [{ Name: 'nofile', Soft: 10, Hard: 20 }]);
});

for (const [line, message] of [
  ['--foo', 'unknown flag: --foo'],
  ['-dZ', "unknown shorthand flag: 'Z' in -Z"],
  ['--name', 'flag needs an argument: --name'],
  ['-de', "flag needs an argument: 'e' in -e"],
  ['-m 12q', 'invalid argument "12q" for "-m, --memory" flag: invalid suffix: \'q\''],
  ['-m x', 'invalid argument "x" for "-m, --memory" flag: invalid size: \'x\''],
  ['-T x', 'invalid argument "x" for "-T, --time" flag: strconv.ParseInt: parsing "x": invalid syntax'],
  ['--detach=maybe', 'invalid argument "maybe" for "-d, --detach" flag: strconv.ParseBool: parsing "maybe": invalid syntax'],
  ['--wait 5', 'invalid argument "5" for "--wait" flag: time: missing unit in duration "5"'],
  ['--wait 5x', 'invalid argument "5x" for "--wait" flag: time: unknown unit "x" in duration "5x"'],
  ['-f x', 'invalid argument "x" for "-f, --filter" flag: bad format of filter (expected name=value)'],
  ['--=x', 'bad flag syntax: --=x'],
] as const) {
  test(`${line}: ${message}`, () => {
    assert.throws(() => parse(line), { message });
  });
}
