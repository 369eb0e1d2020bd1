import type { DrydockApi, DrydockEvents } from '../../engine/client/api.ts';
import type { EngineHandle } from '../../engine/client/client.ts';
import { activeTerminal, runInTerminal, terminals } from '../terminal/terminals.ts';

declare global {
  interface Window {
    drydock?: DrydockApi;
  }
}

/** `window.drydock`: see engine/client/README.md. */
export function installApi(engine: EngineHandle): void {
  if (window.drydock !== undefined) return;
  const ready = engine.ready.then(() => activeTerminal().drawn);
  ready.catch(() => undefined);
  window.drydock = {
    ready,
    run: (command, options) => engine.run(command, options),
    async type(text) {
      await ready;
      activeTerminal().type(text.replaceAll('\n', '\r'));
    },
    async command(line) {
      await ready;
      await runInTerminal(line);
    },
    screen: () => activeTerminal().screen(),
    terminals: () => terminals.get().list.map((terminal) => terminal.screen()),
    flush: engine.flush,
    workspace: engine.workspace,
    docker: engine.docker,
    insight: engine.insight,
    on<K extends keyof DrydockEvents>(event: K, listener: (value: DrydockEvents[K]) => void) {
      const sources: { [E in keyof DrydockEvents]: (listener: (value: DrydockEvents[E]) => void) => { dispose(): void } } = {
        event: engine.onEvent,
        command: engine.onCommand,
        build: engine.onBuild,
        boot: engine.onBoot,
        workspace: engine.workspace.onChange,
        warning: engine.onWarning,
        crash: engine.onCrash,
      };
      const { dispose } = sources[event](listener);
      return dispose;
    },
  };
}
