import { lessonSchema } from '../../lesson/schema.ts';
import type { LessonRequest } from './arguments.ts';
import { lint } from './lesson/lint.ts';
import { preview } from './lesson/preview.ts';
import { test } from './lesson/test.ts';

/** `drydock lesson lint|test|preview|schema`. Resolves with the exit code. */
export async function lesson({ action, folders, step, verbose, port, language }: LessonRequest): Promise<number> {
  switch (action) {
    case 'lint':
      return lint(folders);
    case 'test':
      return test(folders, { verbose, ...(step !== undefined && { step }) });
    case 'schema':
      console.log(JSON.stringify(lessonSchema(), undefined, 2));
      return 0;
    case 'preview':
      return preview(folders, { port, ...(language !== undefined && { language }) });
  }
}
