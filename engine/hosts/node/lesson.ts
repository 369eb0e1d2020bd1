import type { LessonRequest } from './arguments.ts';
import { lint } from './lesson/lint.ts';

/** `drydock lesson lint|test|preview`. Resolves with the exit code. */
export async function lesson({ action, folders }: LessonRequest): Promise<number> {
  switch (action) {
    case 'lint':
      return lint(folders);
    default:
      throw new Error(`lesson ${action} is not there yet`);
  }
}
