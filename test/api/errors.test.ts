import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { type Docker, startDocker } from '../support/docker.ts';
import { type Served, startServed } from './served.ts';

/**
 * Requests with something wrong, to this API and to a real dockerd: status, type and sentence are the same. The real one is 26.1; where moby 28
 * changed a sentence, ours is that of 28, and `newer` translates.
 */

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

/** Each line of `errors.txt`: method, path, and for some a body, with a content type in brackets before it that is not JSON's. */
const lines = readFileSync(new URL('errors.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** In names and sentences, from moby 26.1 to 28. */
const newer: ReadonlyArray<readonly [RegExp, string]> = [
  [/ContainerConfigWrapper/g, 'CreateRequest'],
  [/runconfig\.CreateRequest/g, 'container.CreateRequest'],
  [/\bExecConfig\b/g, 'ExecOptions'],
  [/ExecStartCheck/g, 'ExecStartOptions'],
  [/NetworkCreateRequest/g, 'CreateRequest'],
  [/NetworkCreate\./g, 'CreateOptions.'],
  [/NetworkConnect/g, 'ConnectOptions'],
  [/NetworkDisconnect/g, 'DisconnectOptions'],
  [/Maximum supported API version is 1\.45/, 'Maximum supported API version is 1.50'],
  [/invalid name: (?=")/, 'invalid name: name is empty'],
  [/predefined bridge network (?=")/, 'predefined bridge network'],
  [
    /"invalid filter 'status=x'"/,
    `"invalid filter 'status=x': invalid value for state (x): must be one of created, running, paused, restarting, removing, exited, dead"`,
  ],
  [
    /unrecognized filter value for health: x/,
    "invalid filter 'health=x': invalid value for health (x): must be one of none, starting, healthy, unhealthy",
  ],
];

/** Ours on purpose, by what the line begins with. */
const known: ReadonlyArray<readonly [line: string, why: string]> = [
  ['POST /containers/nope/resize', 'moby 28 names the side: invalid resize height'],
  ['POST /exec/nope/resize', 'the same'],
  ['POST /containers/create?platform=x/y/z', 'every image here is for linux/386, and a lesson written for another platform shall run'],
  [
    'POST /containers/create {"Image":"busybox","HostConfig":{"Binds":["x:y"]}}',
    'the sentence is the same; dockerd forgets that the client is to blame',
  ],
  ['POST /images/busybox/tag?repo=x&tag=!', 'the command itself refuses such a name before it asks'],
  ['POST /build/prune', 'an empty list instead of null, which the command prints alike'],
];

function ask(target: { readonly socketPath: string } | { readonly port: number }, line: string): Promise<Answer> {
  const [, method = '', path = '', contentType, body] = /^(\S+) (\S+)(?: \[(.*?)\])?(?: (.*))?$/.exec(line) ?? [];
  return new Promise((resolve, reject) => {
    const headers =
      body === undefined ? {} : { 'content-type': contentType ?? 'application/json', 'content-length': Buffer.byteLength(body) };
    const outgoing = request(
      { ...target, method, path: encodeURI(path), headers: { host: 'docker', ...headers }, agent: false },
      async (incoming) => {
        const text = (await buffer(incoming)).toString();
        resolve({
          status: incoming.statusCode ?? 0,
          type: incoming.headers['content-type'],
          body: text.replace(/[0-9a-f]{64}/g, 'ID').trim(),
        });
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

let served: Served;
let docker: Docker | undefined;
let missing: string | false = false;

before(async () => {
  served = await startServed();
  await served.engine.docker.images.pull('busybox', {}).then(async (messages) => {
    for await (const _ of messages) void _;
  });
  try {
    docker = await startDocker();
  } catch (error) {
    missing = error instanceof Error ? error.message : String(error);
    return;
  }
  const socketPath = docker.host.replace('unix://', '');
  await new Promise<void>((resolve, reject) => {
    const load = request(
      { socketPath, method: 'POST', path: '/images/load', headers: { 'content-type': 'application/x-tar' } },
      (answer) => {
        answer.resume().once('end', resolve);
      },
    );
    load.once('error', reject);
    request({ port: served.port, path: '/images/get?names=busybox' }, (archive) => archive.pipe(load)).end();
  });
});
after(async () => {
  await served.close();
  await docker?.close();
});

test('what is wrong is said as dockerd says it', async (context) => {
  if (docker === undefined) return context.skip(missing || '');
  const differences: string[] = [];
  let explained = 0;
  for (const line of lines) {
    const [ours, theirs] = await Promise.all([
      ask({ port: served.port }, line),
      ask({ socketPath: docker.host.replace('unix://', '') }, line),
    ]);
    const expected = { ...theirs, body: newer.reduce((text, [old, now]) => text.replace(old, now), theirs.body) };
    if (known.some(([start]) => line.startsWith(start))) explained += 1;
    else if (JSON.stringify(ours) !== JSON.stringify(expected)) {
      differences.push(
        `${line}\n  ours:   ${ours.status} ${ours.type} ${ours.body}\n  docker: ${expected.status} ${expected.type} ${expected.body}`,
      );
    }
  }
  console.log(
    `${lines.length} requests with something wrong, ${lines.length - explained - differences.length} answered as by dockerd, ${explained} otherwise for a reason`,
  );
  assert.equal(differences.join('\n'), '');
});
