import { EngineError } from '../base/errors.ts';

/** moby: `names.RestrictedNamePattern`. */
const valid = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

/** `written`: as the sentence shows it. */
export function nameError(written: string, name = written): EngineError | undefined {
  if (valid.test(name)) return undefined;
  return new EngineError('invalid', `Invalid container name (${written}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
}

const adjectives =
  'able amber ample ardent bold brave breezy bright brisk bubbly busy calm candid careful cheery civil clear clever cosy crisp curious daring deft ' +
  'dreamy eager early easy elated epic fair fancy fearless festive fine fluent fond frank fresh friendly gentle gifted glad golden graceful grand great ' +
  'happy hardy hearty helpful honest hopeful humble ideal jolly jovial keen kind lively loving loyal lucid lucky mellow merry mighty modest neat nimble ' +
  'noble optimistic patient peaceful playful polite proud quick quiet quirky radiant ready relaxed robust serene sharp silent sleek smart snappy sober ' +
  'stoic sturdy sunny swift tender thirsty tidy tranquil trusting upbeat useful vibrant vigilant vivid warm wise witty wonderful youthful zealous zen';

const surnames =
  'allen ampere archimedes babbage backus banach bell blackwell bohr boole brahe cannon carson cerf chandrasekhar clarke conway cray curie darwin ' +
  'davinci dijkstra dirac einstein elion engelbart euclid euler faraday fermat fermi feynman franklin galileo galois gauss germain goldberg goodall ' +
  'hamilton hawking heisenberg hermann hertz hodgkin hopper hoover hypatia jackson johnson joliot kalam kapitsa keller kepler khayyam knuth kowalevski ' +
  'lamarr lamport leavitt liskov lovelace lumiere maxwell mccarthy mcclintock meitner mendel mendeleev moore morse nash newton nightingale noether ' +
  'panini pascal pasteur perlman pike poincare ptolemy ramanujan ride ritchie rubin sagan shannon sinoussi snyder sutherland tereshkova tesla thompson ' +
  'torvalds turing vaughan volta wescoff wilbur wiles wilson wing wozniak wright yalow yonath';

const left = adjectives.split(' ');
const right = surnames.split(' ');

/** `quirky_hopper`; from the second try on with a digit, as Docker does when names run short. */
export function randomName(attempt = 0): string {
  const [a = 0, b = 0, c = 0] = crypto.getRandomValues(new Uint32Array(3));
  const name = `${left[a % left.length]}_${right[b % right.length]}`;
  return attempt === 0 ? name : `${name}${c % 10}`;
}
