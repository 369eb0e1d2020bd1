/**
 * A transcript is a shell script whose steps are set apart by empty lines. Its steps run in one bash, in an empty folder, one after the other,
 * with nothing on standard input; each one's output, errors and exit code are kept apart. Comments alone are directives:
 *
 *     # images: busybox debian:12-slim        loaded before; default: busybox
 *
 *     # not on client: builds go to BuildKit   none of its steps is compared there
 *
 * and one in a step keeps it from being compared on some sides, with the reason:
 *
 *     # not on served: the port is in the guest's network
 *     curl -s localhost:8080
 *
 * `eventually COMMAND` waits, in a step, for what takes each side its own time.
 */
export interface Transcript {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly images: readonly string[];
}

export interface Step {
  readonly command: string;
  readonly notOn: readonly SideName[];
}

/** The sides that are compared with the real command on the real daemon. */
export const sideNames = ['guest', 'client', 'served', 'served20'] as const;
export type SideName = (typeof sideNames)[number];

export interface StepResult {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  /** -1 when it did not end. */
  readonly code: number;
}

export function parseTranscript(name: string, script: string): Transcript {
  const directive = (key: string) => new RegExp(`^# ${key}: (.*)$`, 'm').exec(script)?.[1]?.trim();
  const blocks = script
    .split(/\n\s*\n/)
    .map((step) => step.trim())
    .filter((step) => step !== '');
  const isComment = (block: string) => block.split('\n').every((line) => line.startsWith('#'));
  const excluded = (block: string) => /^# not on ([a-z0-9, ]+): ./m.exec(block)?.[1]?.split(/,\s*/) ?? [];
  const nowhere = blocks.filter(isComment).flatMap(excluded);
  const steps = blocks
    .filter((block) => !isComment(block))
    .map((block) => {
      const notOn = [...nowhere, ...excluded(block)];
      return { command: block.replace(/^(#.*\n)+/, ''), notOn: sideNames.filter((side) => notOn.includes(side)) };
    });
  return { name, steps, images: directive('images')?.split(/\s+/) ?? ['busybox'] };
}

/** A fixed time would be too short for some machine. What never comes true ends here, too: the comparison tells of it then. */
const eventually = 'eventually() { for _ in $(seq 1000); do eval "$1" && return; sleep 0.1; done; }\n';

/** The script that runs the steps and leaves `<n>.out`, `<n>.err`, `<n>.code` in the folder `results`. Fit for any bash. */
export function wrapper(steps: readonly Step[], results: string): string {
  return (
    eventually +
    steps
      .map(
        ({ command }, at) =>
          `{\n${command}\n} > ${results}/${at}.out 2> ${results}/${at}.err < /dev/null\necho $? > ${results}/${at}.code\n`,
      )
      .join('\n')
  );
}
