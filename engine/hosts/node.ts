/**
 * Drydock without a page: `npm run --silent drydock -- exec -c 'docker run --rm busybox echo hello'`.
 * The same guest and the same engine, in Node.
 */
import { messageOf } from '../base/errors.ts';
import { parseArguments, UsageError, usage } from './node/arguments.ts';
import { exec } from './node/exec.ts';
import { lesson } from './node/lesson.ts';
import { serve } from './node/serve.ts';

try {
  const request = parseArguments(process.argv.slice(2));
  if (request.command === 'help') process.stdout.write(usage);
  else if (request.command === 'lesson') process.exitCode = await lesson(request);
  else process.exitCode = request.command === 'serve' ? await serve(request) : await exec(request);
} catch (error) {
  process.stderr.write(error instanceof UsageError ? `drydock: ${error.message}\n\n${usage}` : `drydock: ${messageOf(error)}\n`);
  process.exitCode = 125;
}
// The emulator and the store hold handles of their own; what had to be written is written.
process.exit();
