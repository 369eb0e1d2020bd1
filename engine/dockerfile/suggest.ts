/** " (did you mean X?)" for the option nearest to a misspelt word, as BuildKit adds it: at most two edits away. */
export function didYouMean(word: string, options: Iterable<string>, caseSensitive = true): string {
  const match = nearest(word, options, caseSensitive);
  return match === undefined ? '' : ` (did you mean ${match}?)`;
}

/** An option that equals the word means that the spelling was not the problem: no suggestion then. */
export function nearest(word: string, options: Iterable<string>, caseSensitive = true): string | undefined {
  const wanted = caseSensitive ? word : word.toLowerCase();
  let best: string | undefined;
  let bestDistance = 3;
  for (const each of options) {
    const option = caseSensitive ? each : each.toLowerCase();
    if (option === wanted) return undefined;
    const distance = levenshtein(wanted, option);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = caseSensitive ? each : inCaseOf(word, option);
    }
  }
  return best;
}

function inCaseOf(model: string, text: string): string {
  if (model === model.toLowerCase()) return text.toLowerCase();
  if (model === model.toUpperCase()) return text.toUpperCase();
  return text;
}

function levenshtein(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
