import { type AssertionField, assertionKinds, stateKinds } from './assertion.ts';
import { namePattern } from './faults.ts';

/**
 * The JSON Schema of a lesson as data (what the parser makes, and what travels to the page), with those of the YAML that authors write:
 * `#/definitions/frontMatter`, `#/definitions/checks`, `#/definitions/outcomes`. Assertions come from the table that the parser reads by.
 * What a schema cannot say (names that refer to each other, a range's order) is the parser's.
 */
export function lessonSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A lesson of Drydock',
    description:
      'Made from lessons/<id>/lesson.md and solution.sh by the parser (engine/lesson/parse.ts). lessons/README.md documents the format.',
    ...shape(
      {
        id: text,
        ...frontMatter,
        steps: { type: 'array', items: ref('step'), minItems: 1 },
        solution: byName(ref('solution')),
      },
      ['order', 'misconception'],
    ),
    definitions: {
      frontMatter: { description: 'The front matter of lesson.md.', ...shape(frontMatter, ['order', 'misconception']) },
      checks: { description: 'A ```checks block of lesson.md.', type: 'array', items: ref('writtenCheck') },
      outcomes: { description: 'A ```outcomes block of lesson.md.', type: 'array', items: ref('writtenState') },
      writtenCheck: {
        oneOf: Object.values(assertionKinds).map((fields) => written(fields, writtenBeside, ['needs', 'hint', 'hints', 'fails'])),
      },
      writtenState: { oneOf: stateKinds.map((kind) => written(assertionKinds[kind], {}, [])) },
      ...beside,
      filter: { anyOf: [filterValue, list(filterValue, 1)] },
      ...parsed,
    },
  };
}

const text = { type: 'string', minLength: 1 };
const name = { type: 'string', pattern: namePattern };
const filterValue = { type: ['string', 'integer', 'boolean'] };
const bool = { type: 'boolean' };
const index = { type: 'integer', minimum: 0 };
const count = { type: 'integer', minimum: 1 };
const ref = (definition: string) => ({ $ref: `#/definitions/${definition}` });
const list = (items: object, minItems = 0) => ({ type: 'array', items, ...(minItems > 0 && { minItems }) });
const byName = (values: object) => ({ type: 'object', propertyNames: name, additionalProperties: values });

/** An object with these properties and no others; all are required but the optional ones. */
const shape = (properties: Readonly<Record<string, object>>, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((property) => !optional.includes(property)),
  additionalProperties: false,
});

const frontMatter = {
  title: text,
  summary: text,
  duration: { type: 'number', exclusiveMinimum: 0, description: 'Minutes.' },
  language: { type: 'string', pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$', description: 'BCP 47.' },
  order: { ...count, description: 'Place in the course.' },
  misconception: { ...text, description: 'What learners believe before it.' },
};

const writtenBeside = { id: name, title: text, needs: ref('needs'), hint: ref('hint'), hints: ref('hints'), fails: ref('fails') };

const beside = {
  needs: { anyOf: [name, list(name)] },
  hint: { ...text, description: 'Shown on request.' },
  hints: list({ ...shape({ text, tries: count, when: ref('writtenState') }, ['tries', 'when']), not: { required: ['tries', 'when'] } }),
  fails: list(shape({ when: ref('writtenState'), text })),
};

function written(fields: Readonly<Record<string, AssertionField>>, others: Readonly<Record<string, object>>, optional: readonly string[]) {
  const [main, ...rest] = Object.keys(fields);
  const properties = Object.fromEntries(Object.entries(fields).map(([field, { type }]) => [field, type.schema]));
  const free = rest.filter((field) => fields[field]?.required !== true);
  return { title: main, ...shape({ ...others, ...properties }, [...optional, ...free]) };
}

const assertions = Object.entries(assertionKinds).map(([kind, fields]) => {
  const entries = Object.entries(fields).map(([field, { as, type, required, default: value }]) => {
    return { called: as ?? field, schema: type.parsed ?? type.schema, sure: field === kind || required === true || value !== undefined };
  });
  const properties = Object.fromEntries(entries.map(({ called, schema }) => [called, schema]));
  return shape(
    { kind: { const: kind }, ...properties },
    entries.filter(({ sure }) => !sure).map(({ called }) => called),
  );
});

const markdown = list(ref('markdown'));
const quiz = { id: name, question: list(ref('markdown'), 1) };
const block = (kind: string, properties: Readonly<Record<string, object>>) => shape({ kind: { const: kind }, ...properties });

const parsed = {
  step: shape({ id: name, title: text, body: list(ref('block')), checks: list(ref('check'), 1) }),
  block: {
    oneOf: [
      block('markdown', { nodes: markdown }),
      block('run', { command: text }),
      block('file', { path: text, text: { type: 'string' }, language: { type: 'string' } }),
      block('quiz', { quiz: ref('quiz') }),
      block('predict', { predict: ref('predict') }),
      block('details', { summary: text, body: list(ref('block')) }),
    ],
  },
  markdown: {
    description: 'A node of an mdast tree without its position.',
    type: 'object',
    properties: { type: text, children: markdown, value: { type: 'string' } },
    required: ['type'],
  },
  quiz: {
    oneOf: [
      shape({
        kind: { enum: ['single', 'multiple'] },
        ...quiz,
        options: list(shape({ text: markdown, correct: bool, explanation: markdown }, ['explanation']), 2),
      }),
      shape(
        {
          kind: { const: 'text' },
          ...quiz,
          answers: list(shape({ pattern: { type: 'string', format: 'regex' }, correct: bool, explanation: markdown }, ['explanation']), 1),
          explanation: markdown,
        },
        ['explanation'],
      ),
    ],
  },
  predict: shape({
    ...quiz,
    after: name,
    options: list(shape({ text: markdown, outcome: ref('assertion'), explanation: markdown }, ['explanation']), 2),
  }),
  check: shape({
    id: name,
    title: text,
    assertion: ref('assertion'),
    needs: list(name),
    hints: list(shape({ text, tries: count, when: ref('assertion') }, ['tries', 'when'])),
    fails: list(shape({ when: ref('assertion'), text })),
  }),
  assertion: { oneOf: assertions },
  filters: { type: 'object', additionalProperties: list({ type: 'string' }, 1) },
  range: shape({ min: index, max: index }, ['max']),
  solution: shape({
    script: { type: 'string' },
    answers: byName({ oneOf: [list(index, 1), text] }),
    predictions: byName(index),
  }),
};
