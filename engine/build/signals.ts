import { DockerfileError } from '../dockerfile/source.ts';

const names = new Set(
  (
    'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU ' +
    'URG USR1 USR2 VTALRM WINCH XCPU XFSZ'
  ).split(' '),
);

/** STOPSIGNAL takes what `docker kill -s` takes: a number, or a name with or without SIG. */
export function checkSignal(text: string): void {
  if (/^\d+$/.test(text) && Number(text) > 0) return;
  const name = text.toUpperCase().replace(/^SIG/, '');
  const realTime = /^RT(?:MIN(?:\+(\d+))?|MAX(?:-(\d+))?)$/.exec(name);
  const offset = Number(realTime?.[1] ?? realTime?.[2] ?? 0);
  if (names.has(name) || (realTime !== null && offset <= (realTime[1] === undefined ? 14 : 15))) return;
  throw new DockerfileError(`invalid signal: ${text}`);
}
