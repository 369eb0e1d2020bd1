import type { StepResult } from './transcript.ts';

/** What may differ between two runs of one command, each with the reason why. In this order. */
const normalizations: ReadonlyArray<readonly [why: string, pattern: RegExp, replacement: string]> = [
  ['a log of the real command to itself', /^time=.* level=.*\n/gm, ''],
  ['ids are random or of other bytes', /\b(sha256:)?[\da-f]{64}\b/g, '$1<id>'],
  ['short ids likewise', /\b[\da-f]{12}\b/g, '<short-id>'],
  ['random names', /\b[a-z]+_[a-z]+\d?(?=\s|$)/gm, '<name>'],
  ['moments', /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[-+]\d{2}:\d{2}| \+0000 UTC)?/g, '<time>'],
  ['time that passed', /\b(Less than a second|About an? (minute|hour)|\d+ (second|minute|hour|day|week|month)s?)( ago)?/g, '<span>'],
  ['columns follow the width of what differs', / {2,}/g, '  '],
  ['addresses', /\b172\.\d+\.\d+\.\d+\b/g, '<ip>'],
  ['interface addresses', /\b([\da-f]{2}:){5}[\da-f]{2}\b/g, '<mac>'],
  ["where the daemon's files are", /\/tmp\/drydock-docker-\w+\/data\//g, '/var/lib/docker/'],
  ["where the command's settings are", /\/tmp\/drydock-docker-\w+\/config\b/g, '/workspace/home/.docker'],
  ['durations of build steps', /\bDONE \d+\.\d+s/g, 'DONE <s>'],
  ['what has been running for a moment says so', /^(#\d+ .*?) \d+\.\d+s done$/gm, '$1 done'],
  [
    'what lasts is told before it is done',
    /^#\d+ (transferring \S+:|exporting layers|writing image \S+|naming to \S+|sending tarball|copying files)(?!.* done$).*\n/gm,
    '',
  ],
  ["seconds before a step's output", /^(#\d+ )?\d+\.\d{1,3} (?=\S)/gm, '$1<s> '],
  ['snapshots of a build have random names', /\bref \S+::[\da-z]{25}\b/g, 'ref <snapshot>'],
  [
    'whether a base was looked into is told by who comes first',
    /^(#\d+) (\[[^\]]*\d+\/\d+\] FROM .*)\n\1 (CACHED|DONE <s>)$/gm,
    '$1 $2\n$1 <done>',
  ],
  ['the command says so when it builds without BuildKit', /^DEPRECATED: The legacy builder.*\n(?: +.*\n)*\n?/gm, ''],
  ['Docker 28 says at which stage', /failed to set up container networking: /g, ''],
  ['Docker 28 runs a newer runc, which says at which stage', /(unable to start container process: )error during container init: /g, '$1'],
  ['Docker 28 names the endpoints', / (id <id> )?has active endpoints( \(.*\))?/g, ' has active endpoints'],
  ['Docker 28 names containers without a slash', /(cannot remove container )"\//g, '$1"'],
  ['an old release had this slip of the pen', /^SRun '/gm, "Run '"],
];

export function normalize(text: string): string {
  let result = text;
  for (const [, pattern, replacement] of normalizations) result = result.replace(pattern, replacement);
  result = inOrder(result);
  return result.replace(/[ \t]+$/gm, '');
}

/**
 * Steps of a build that do not wait for each other are told in the order in which they end, which is another one each time: those that look
 * things up and those that load them are sorted, and the numbers follow.
 */
function inOrder(text: string): string {
  const blocks = text.split(/\n\n(?=#\d+ )/);
  if (!/^#0 building with/m.test(text) || blocks.length < 3) return text;
  const names = blocks.map((block) => block.replace(/^#\d+ ?/gm, ''));
  const isFree = (name: string) =>
    /^(\[internal\] load (metadata|\.dockerignore|build context)|\[context |\[[^\]]*\d+\/\d+\] FROM )/.test(name);
  for (let start = 0; start < names.length; start += 1) {
    let end = start;
    while (end < names.length && isFree(names[end] ?? '')) end += 1;
    names.splice(start, end - start, ...names.slice(start, end).sort());
    start = Math.max(start, end - 1);
  }
  return names.map((name, at) => name.replace(/^(?=.)/gm, `#${at} `)).join('\n\n');
}

export interface Difference {
  readonly step: number;
  readonly command: string;
  /** Lines, `-` from the left, `+` from the right. */
  readonly text: string;
}

export function compareRuns(left: readonly StepResult[], right: readonly StepResult[]): Difference[] {
  return left.flatMap((step, at) => {
    const other = right[at];
    if (other === undefined) return [{ step: at, command: step.command, text: '+ (did not run)' }];
    const parts = [
      lines('stdout', step.stdout, other.stdout),
      lines('stderr', step.stderr, other.stderr),
      step.code === other.code ? '' : `exit code:\n- ${step.code}\n+ ${other.code}\n`,
    ];
    const text = parts.join('');
    return text === '' ? [] : [{ step: at, command: step.command, text }];
  });
}

function lines(stream: string, left: string, right: string): string {
  const [a, b] = [normalize(left).split('\n'), normalize(right).split('\n')];
  if (a.join('\n') === b.join('\n')) return '';
  // What both begin and end with is left out.
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const cut = (text: readonly string[], mark: string) => text.slice(start, text.length - end).map((line) => `${mark} ${line}\n`);
  return `${stream}:\n${[...cut(a, '-'), ...cut(b, '+')].join('')}`;
}
