import { watch } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import sirv from 'sirv';
import { messageOf } from '../../../base/errors.ts';
import { type Fault, faultText } from '../../../lesson/faults.ts';
import type { Lesson } from '../../../lesson/lesson.ts';
import { lintLesson } from '../../../lesson/lint.ts';
import { type Served, serve } from '../site.ts';
import { lessonFolders, readLessonFolder } from './folder.ts';

export interface PreviewOptions {
  readonly port: number;
  /** Of a translation; the original without. */
  readonly language?: string;
}

/** The lesson as it can be shown, or why it cannot. */
export type Previewed = { readonly lesson: Lesson } | { readonly faults: readonly Fault[] };

const site = path.resolve(import.meta.dirname, '../../../../out');

/** An editor writes a file in several strokes. Milliseconds. */
const settle = 60;

/** Serves until a signal ends it. Resolves with the exit code. */
export async function preview(folders: readonly string[], options: PreviewOptions): Promise<number> {
  const [folder, ...others] = lessonFolders(folders);
  if (folder === undefined || others.length > 0) throw new Error('lesson preview shows one lesson: name its folder');
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  const served = await servePreview(folder, options);
  console.log(`The lesson is at ${served.url}?preview=1 and follows every save of ${path.join(folder, path.sep)} (Ctrl-C ends it)`);
  await ended;
  await served.close();
  return 0;
}

/**
 * The built site, and beside it `/lessons/preview.json` (`Previewed`), `/lessons/preview.events` (server-sent events: `change` after each save)
 * and the lesson's images below `/lessons/preview/files/`.
 */
export async function servePreview(folder: string, { port, language }: PreviewOptions): Promise<Served> {
  const images = sirv(path.join(folder, 'files'), { dev: true });
  const listeners = new Set<ServerResponse>();

  const answer = (request: IncomingMessage, response: ServerResponse): boolean => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/lessons/preview.json') {
      response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
      response.end(JSON.stringify(read(folder, language)));
    } else if (pathname === '/lessons/preview.events') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      // Says at once that it is open.
      response.write(':\n\n');
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
    } else if (pathname.startsWith('/lessons/preview/files/')) {
      request.url = pathname.slice('/lessons/preview/files'.length);
      images(request, response, () => void response.writeHead(404).end());
    } else {
      return false;
    }
    return true;
  };

  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const told = report(folder);
      console.log(told === '' ? 'saved: no faults' : `saved:\n${told}`);
      for (const response of listeners) response.write('event: change\ndata: change\n\n');
    }, settle);
  });
  try {
    const served = await serve(site, { port, host: '127.0.0.1', answer });
    return {
      url: served.url,
      close() {
        clearTimeout(timer);
        watcher.close();
        return served.close();
      },
    };
  } catch (error) {
    watcher.close();
    throw error;
  }
}

/** What keeps a lesson from being shown is told in the page. What only a whole one has (a solution for each step) may still be missing. */
function read(folder: string, language: string | undefined): Previewed {
  try {
    const { original, translations, faults } = lintLesson(readLessonFolder(folder));
    const shown = language === undefined ? original : translations.find(({ lesson }) => lesson.language === language);
    if (shown !== undefined) return { lesson: shown.lesson };
    const name = path.join(folder, language === undefined ? 'lesson.md' : `lesson.${language}.md`);
    return { faults: faults.length > 0 ? faults : [{ file: name, line: 1, message: 'there is no such lesson' }] };
  } catch (error) {
    return { faults: [{ file: folder, line: 1, message: messageOf(error) }] };
  }
}

function report(folder: string): string {
  try {
    return lintLesson(readLessonFolder(folder)).faults.map(faultText).join('\n');
  } catch (error) {
    return messageOf(error);
  }
}
