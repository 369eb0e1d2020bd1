import type { ByteSource } from '../../base/stream.ts';

/** JSON values that follow each other on a stream, one a line: events, stats, progress of pull and build. */
export async function* jsonLines<T>(source: ByteSource): AsyncGenerator<T, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of source) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as T;
    // A daemon may send an object without a line end; waiting for one would hold it back.
    if (rest.trimEnd().endsWith('}')) {
      const value = tryParse<T>(rest);
      if (value !== undefined) {
        rest = '';
        yield value;
      }
    }
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as T;
}

function tryParse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
