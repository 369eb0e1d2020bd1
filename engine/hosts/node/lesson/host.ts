import { collect } from '../../../base/stream.ts';
import type { LessonHost } from '../../../lesson/host.ts';
import type { MutableTree } from '../../../vfs/mutable/tree.ts';
import type { Engine } from '../../engine.ts';
import { runScript } from '../../shell.ts';

/** What the page has through its worker, without one. There is no terminal: a solution is carried out by a shell of its own. */
export function lessonHost(engine: Engine, workspace: MutableTree): LessonHost {
  return {
    docker: engine.docker,
    insight: engine.insight,
    workspace: {
      list: async () => workspace.list(),
      read: async (path) => workspace.readFile(path),
      write: async (path, data) => workspace.writeFile(path, data),
      remove: async (path) => workspace.remove(path),
    },
    async run(command) {
      const process = await runScript(engine.agent, command);
      const [stdout, stderr, { code }] = await Promise.all([collect(process.stdout), collect(process.stderr), process.exit]);
      const decoder = new TextDecoder();
      return { stdout: decoder.decode(stdout), stderr: decoder.decode(stderr), exitCode: code };
    },
    onEvent: (listener) => engine.journal.messages.on(listener),
    onCommand: (listener) => engine.onCommand.on(() => listener()),
    onWorkspaceChange: (listener) => workspace.onChange.on((changes) => listener(changes.map(({ path }) => path))),
    onActivity: () => ({ dispose: () => undefined }),
  };
}
