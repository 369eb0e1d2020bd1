import type { ContainerRecord } from './record.ts';

/** go-units' HumanDuration: the words of `docker ps`. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(seconds / 3600);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  const days = Math.floor(seconds / 86400);
  if (days < 14) return `${days} days`;
  if (days < 60) return `${Math.floor(days / 7)} weeks`;
  if (days < 730) return `${Math.floor(days / 30)} months`;
  return `${Math.floor(days / 365)} years`;
}

/** moby: `State.String`. */
export function statusText({ state }: Pick<ContainerRecord, 'state'>, now: number): string {
  const ago = () => humanDuration(now - state.finishedAt);
  const up = () => humanDuration(now - state.startedAt);
  switch (state.status) {
    case 'running':
      return state.health === undefined
        ? `Up ${up()}`
        : `Up ${up()} (${state.health.Status === 'starting' ? 'health: starting' : state.health.Status})`;
    case 'paused':
      return `Up ${up()} (Paused)`;
    case 'restarting':
      return `Restarting (${state.exitCode}) ${ago()} ago`;
    case 'removing':
      return 'Removal In Progress';
    case 'dead':
      return 'Dead';
    case 'created':
      return 'Created';
    case 'exited':
      return state.finishedAt === 0 ? '' : `Exited (${state.exitCode}) ${ago()} ago`;
  }
}
