import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Code } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

export const root = path.resolve(import.meta.dirname, '../..');

/** The files of the example in lessons/README.md: the blocks that name a file. */
export function readExample(): Record<string, string> {
  const tree = unified()
    .use(remarkParse)
    .parse(readFileSync(path.join(root, 'lessons/README.md'), 'utf8'));
  const blocks = tree.children.filter((node): node is Code => node.type === 'code' && node.meta != null);
  return Object.fromEntries(blocks.map(({ meta, value }) => [String(meta), `${value}\n`]));
}

/** Writes a lesson into a folder, each text changed as its author would change it. */
export function writeLesson(folder: string, texts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(texts)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
