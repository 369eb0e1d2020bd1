import { EngineError, messageOf } from '../../base/errors.ts';
import type { Attachment, Execs } from '../../container/manager.ts';
import type { ExecConfig } from '../../container/spec.ts';
import type { ExecStartBody } from '../types/exec.ts';
import { attached } from './attach.ts';
import { terminalSize } from './containers.ts';
import { empty, json } from './reply.ts';
import type { Routes } from './router.ts';

export function execRoutes(execs: Execs): Routes {
  return {
    'POST /containers/{name}/exec': async (context) => {
      const config = await context.json<ExecConfig>('container.ExecOptions');
      if ((config.Cmd ?? []).length === 0) throw new EngineError('invalid', 'No exec command specified');
      return json(await execs.create(context.params.name ?? '', config), 201);
    },

    'POST /exec/{id}/start': async (context) => {
      const {
        Detach: detach = false,
        Tty: tty = false,
        ConsoleSize: size,
      } = await context.json<Partial<ExecStartBody>>('container.ExecStartOptions');
      const options = { detach, tty, ...(size && { size: { rows: size[0], cols: size[1] } }) };
      const id = context.params.id ?? '';
      const attachment = await execs.start(id, options).catch(async (error: unknown) => {
        if (detach || !(await hasBegun(execs, id))) throw error;
        return sentence(messageOf(error), tty);
      });
      return attachment === undefined ? empty(200) : attached(attachment, context);
    },

    'POST /exec/{id}/resize': async (context) => {
      await execs.resize(context.params.id ?? '', terminalSize(context));
      return empty(200);
    },

    'GET /exec/{id}/json': async ({ params }) => json(await execs.inspect(params.id ?? '')),
  };
}

/** Not one that does not exist, or whose container does not run: those are refused before there is a stream. */
async function hasBegun(execs: Execs, id: string): Promise<boolean> {
  const { Running, ExitCode } = await execs.inspect(id);
  return Running || ExitCode !== null;
}

/** moby (postContainerExecStart): the stream is open by then, so whatever goes wrong goes out on it; its code is in the exec's inspect. */
function sentence(message: string, tty: boolean): Attachment {
  async function* output() {
    yield { stream: 'stdout' as const, data: new TextEncoder().encode(`${message}\r\n`) };
  }
  return { tty, stdin: { write: async () => {}, end: async () => {} }, output: output(), detach: () => {} };
}
