import { EngineError } from '../../base/errors.ts';
import type { Machine } from '../machine.ts';

/** What the agent prints on the console when it waits for `go`. */
const waitingLine = 'drydock: waiting';

/** Resolves when a machine that boots from a kernel has come to where the agent waits; rejects with the console's last lines when it will not. */
export function guestIsWaiting(machine: Machine, seconds = 120): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      listener.dispose();
      settle();
    };
    const fail = (why: string) =>
      finish(() => reject(new EngineError('unavailable', `the guest did not boot: ${why}\n${text.slice(-2000)}`)));
    const timer = setTimeout(() => fail(`no answer for ${seconds} s`), seconds * 1000);
    const listener = machine.console.on((more) => {
      text += more;
      if (text.includes(waitingLine)) finish(resolve);
      else if (text.includes('Kernel panic')) fail('the kernel gave up');
    });
  });
}
