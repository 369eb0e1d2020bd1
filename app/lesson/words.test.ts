import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLessons } from '../content.ts';
import { wordsOf } from './words.ts';

test('each language of the course has its words', () => {
  for (const { languages } of readLessons()) for (const { language } of languages) assert.equal(wordsOf(language).language, language);
});

test('a language has the words of its family, or English ones, and says so', () => {
  assert.equal(wordsOf('es-MX'), wordsOf('es'));
  assert.equal(wordsOf('fr').language, 'en');
  assert.equal(wordsOf('constructor').language, 'en');
});

test('words that count follow the plural of their language', () => {
  assert.deepEqual([0, 1, 2].map(wordsOf('en').steps), ['0 steps', '1 step', '2 steps']);
  assert.deepEqual([0, 1, 1_000_000].map(wordsOf('es').steps), ['0 pasos', '1 paso', '1000000 pasos']);
});
