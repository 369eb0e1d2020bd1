import { lessonSchema } from '../../lesson/schema.ts';
import type { LessonRequest } from './arguments.ts';
import { lint } from './lesson/lint.ts';
import { test } from './lesson/test.ts';

/** `drydock lesson lint|test|preview`. Resolves with the exit code. */
export async function lesson({ action, folders, step, verbose }: LessonRequest): Promise<number> {
  switch (action) {
    case 'lint':
      return lint(folders);
    case 'test':
      return test(folders, { verbose, ...(step !== undefined && { step }) });
    case 'schema':
      console.log(JSON.stringify(lessonSchema(), undefined, 2));
      return 0;
    default:
      throw new Error(`lesson ${action} is not there yet`);
  }
}
