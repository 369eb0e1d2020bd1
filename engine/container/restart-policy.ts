import type { ContainerRecord } from './record.ts';

/** moby/restartmanager: the first delay, doubled up to a minute, begun anew after ten seconds of running. Milliseconds. */
const first = 100;
const longest = 60_000;
const longEnough = 10_000;

/** After how many milliseconds a container that ended is started again; undefined: it is not. */
export function restartDecision(
  { hostConfig, restartCount }: Pick<ContainerRecord, 'hostConfig' | 'restartCount'>,
  { exitCode, ranFor, stopping, delay }: { exitCode: number; ranFor: number; stopping: boolean; delay: number },
): number | undefined {
  const { Name = 'no', MaximumRetryCount = 0 } = hostConfig.RestartPolicy ?? {};
  if (stopping || !wantsRestart(Name, MaximumRetryCount, exitCode, restartCount)) return undefined;
  return ranFor >= longEnough || delay === 0 ? first : Math.min(delay * 2, longest);
}

function wantsRestart(name: string, maximum: number, exitCode: number, count: number): boolean {
  if (name === 'always' || name === 'unless-stopped') return true;
  return name === 'on-failure' && exitCode !== 0 && (maximum === 0 || count < maximum);
}

/** Whether a container is started when the engine starts: it ran, or its policy says always. */
export function startsWithEngine(
  { hostConfig, stoppedByUser }: Pick<ContainerRecord, 'hostConfig' | 'stoppedByUser'>,
  ran: boolean,
  exitCode: number,
): boolean {
  const { Name = 'no' } = hostConfig.RestartPolicy ?? {};
  if (Name === 'always') return true;
  if (Name === 'unless-stopped') return !stoppedByUser;
  return Name === 'on-failure' && ran && exitCode !== 0;
}
