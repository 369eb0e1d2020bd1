import { EngineError } from '../base/errors.ts';

/** Linux on i386 (signal(7)). */
const numbers: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH ' +
    'IO PWR SYS'
  )
    .split(' ')
    .map((name, index) => [name, index + 1]),
);

/** `SIGTERM`, `TERM`, `term` or `15` (moby/sys/signal: `ParseSignal`; 0 is none of them). */
export function parseSignal(text: string): number {
  if (/^[+-]?\d+$/.test(text) && Number(text) !== 0) return Number(text);
  const name = text.toUpperCase().replace(/^SIG/, '');
  const realtime = /^RTMIN(?:\+(\d{1,2}))?$/.exec(name);
  const number = realtime !== null ? 34 + Number(realtime[1] ?? 0) : name === 'RTMAX' ? 64 : name === 'POLL' ? 29 : numbers[name];
  if (number === undefined || number > 64) throw new EngineError('invalid', `invalid signal: ${text}`);
  return number;
}

/** One that can be sent: Linux has no others. */
export function checkSignal(number: number): void {
  if (number < 1 || number > 64) throw new EngineError('invalid', `the linux daemon does not support signal ${number}`);
}
