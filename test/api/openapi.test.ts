import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { temporaryFolder } from '../support/drydock.ts';
import { type Description, readDescription } from './description.ts';
import { ourDocker } from './our-docker.ts';
import { type Served, startServed } from './served.ts';

/**
 * What our command asks and what our API answers, against Docker's published description of both.
 * Words of the description that do not hold for dockerd either are named in `lenient`.
 */

/** Each line is one command; those that begin with `!` fail. Quotes are not needed: words are cut at blanks. */
const commands = `
version
info
pull busybox
pull -q debian:12-slim
!pull nope/nope
images
images -a --digests --filter dangling=false
image ls --filter reference=busy*
image inspect busybox
history busybox
tag busybox again:1
rmi again:1
search busybox
network create --label a=b --subnet 10.7.0.0/24 --gateway 10.7.0.1 lan
network ls --filter driver=bridge
network inspect lan bridge
volume create --label a=b data
volume ls --filter dangling=true
volume inspect data
run -d --name web --network lan --network-alias w -v data:/data -p 8080:80 -e A=1 -l x=y --memory 64m --cpus 0.5 --restart on-failure:3 --health-cmd true --health-interval 1s --ulimit nofile=64:128 --tmpfs /t --cap-add NET_ADMIN --init --stop-timeout 1 busybox sleep 1000
run --name done busybox sh -c exit
run --name mounts --mount type=volume,src=data,dst=/d,readonly --mount type=tmpfs,dst=/t2 --workdir /d --user 1:1 --hostname h busybox true
!run --name fails busybox nosuchprogram
!run busybox:none true
create --name made -i busybox cat
ps
ps -a -s --filter status=exited --filter label=x
inspect web done made
container inspect -s web
top web
logs web
logs -t --tail 1 --since 1h web
stats --no-stream web
port web
diff web
exec web true
exec -e B=2 -w /tmp -u 1 web sh -c exit
exec -d web sleep 1
!exec made true
pause web
unpause web
rename made making
update --memory 80m --restart no web
network connect --alias two --ip 172.30.0.9 other web
network disconnect other web
kill -s WINCH web
restart -t 0 web
stop -t 0 web
start web
wait done
commit -m msg -a me web snap:1
export -o ./out.tar done
cp ./file web:/tmp/file
cp web:/tmp/file ./back
save -o ./save.tar busybox
load -i ./save.tar
import ./out.tar imported:1
build -t built ./context
build -t built --build-arg A=1 --label l=m --target first --no-cache --add-host a:1.2.3.4 ./context
builder prune -f
events --since 1h --until 0s --filter type=container
system df -v
rm -f making
rm -f -v web
container prune -f
volume rm data
volume prune -f -a
network rm lan
network prune -f
image prune -f -a
system prune -f
!rm nope
!inspect nope
!network rm nope
!volume rm nope
!rmi nope
!start nope
!login -u a -p b localhost:1
`;

/** What our command never asks: straight to the API. Path, then method, then a body. */
const requests: ReadonlyArray<readonly [method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE', path: string, query?: string, body?: unknown]> =
  [
    ['GET', '/_ping'],
    ['HEAD', '/_ping'],
    ['POST', '/build/prune', 'all=1'],
    ['GET', '/images/get', 'names=busybox'],
    ['GET', '/distribution/busybox/json'],
    ['POST', '/containers/create', 'name=raw', { Image: 'busybox', Cmd: ['cat'], OpenStdin: true, Tty: true }],
    ['POST', '/containers/raw/start'],
    ['POST', '/containers/raw/start'],
    ['POST', '/containers/raw/resize', 'h=10&w=20'],
    ['POST', '/containers/raw/attach', 'logs=1&stdout=1'],
    ['GET', '/containers/raw/stats', 'stream=0&one-shot=1'],
    ['GET', '/containers/raw/archive', 'path=/etc'],
    ['HEAD', '/containers/raw/archive', 'path=/etc'],
    ['POST', '/containers/raw/exec', '', { Cmd: ['true'], AttachStdout: true }],
    ['POST', '/containers/raw/kill'],
    ['POST', '/containers/raw/wait'],
    ['POST', '/containers/raw/stop'],
    ['DELETE', '/containers/raw'],
    ['GET', '/swarm'],
    ['GET', '/nodes'],
    ['GET', '/services'],
    ['GET', '/tasks'],
    ['GET', '/secrets'],
    ['GET', '/configs'],
    ['GET', '/plugins'],
    ['GET', '/plugins/nope/json'],
    ['POST', '/session'],
    ['GET', '/system/df', 'type=image'],
  ];

/** Faults that are the description's: dockerd and its command do the same. */
const lenient: ReadonlyArray<readonly [fault: RegExp, why: string]> = [
  [/query parameter drydock\./, 'what buildx says over gRPC, in parameters of our own'],
  [
    /(Isolation|CgroupnsMode|LogConfig\/Type) must be equal to one of the allowed values/,
    'empty for the default, as the real command and dockerd have it',
  ],
  [/answer\/HostConfig\/MemorySwappiness must be integer/, 'null where control groups have none, as dockerd has it'],
  [/request\/HostConfig\/MemorySwappiness must be >= 0/, 'the real command sends -1 for the default'],
  [
    /query parameter (reserved-space|max-used-space|min-free-space|one-shot|manifests|platform|type)$/,
    'of a newer API than the description',
  ],
];

function description(): Description | string {
  try {
    return readDescription();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function ask({ api }: Served, [method, path, query = '', body]: (typeof requests)[number]): Promise<string> {
  const { status, body: answer } = await api.request({
    method,
    path: `/v1.45${path}`,
    query: new URLSearchParams(query),
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body !== undefined && { body: Buffer.from(JSON.stringify(body)) }),
  });
  return `${status} ${await text(answer)}`;
}

const docker = description();

test('requests and answers are as Docker describes them', { skip: typeof docker === 'string' && docker }, async (context) => {
  if (typeof docker === 'string') return;
  const folder = temporaryFolder(context, 'openapi');
  mkdirSync(`${folder}/context`);
  writeFileSync(`${folder}/file`, 'content\n');
  writeFileSync(`${folder}/context/Dockerfile`, 'FROM busybox AS first\nRUN echo 1 > /one\nFROM first\nCOPY Dockerfile /\nRUN cat /one\n');
  const served = await startServed();
  context.after(() => served.close());

  await ourDocker(served.api, ['network', 'create', '--subnet', '172.30.0.0/16', 'other']);
  const unexpected: string[] = [];
  for (const line of commands.split('\n').filter((line) => line !== '')) {
    const fails = line.startsWith('!');
    const { code, stderr } = await ourDocker(served.api, line.replace('!', '').split(' '), {
      cwd: folder,
      signal: AbortSignal.timeout(60_000),
    });
    if ((code !== 0) !== fails) unexpected.push(`docker ${line}: exit code ${code}: ${stderr}`);
  }
  assert.deepEqual(unexpected, []);
  await ourDocker(served.api, ['pull', '-q', 'busybox']);
  for (const request of requests) await ask(served, request);

  const faults = new Set(served.exchanges.flatMap((exchange) => docker.faultsOf(exchange)));
  const own = [...faults].filter((fault) => !lenient.some(([known]) => known.test(fault)));
  assert.deepEqual(own, []);

  const exercised = new Set(served.exchanges.flatMap((exchange) => docker.routeOf(exchange) ?? []));
  const rest = docker.routes.filter((route) => !exercised.has(route));
  const missing: string[] = [];
  for (const route of rest) {
    const [method = 'GET', template = ''] = route.split(' ');
    const answer = await ask(served, [method as 'GET', template.replace(/\{[^}]+\}/g, 'nope'), '', method === 'POST' ? {} : undefined]);
    if (answer.includes('page not found')) missing.push(route);
  }
  console.log(
    `Docker's API description ${docker.version}: ${served.exchanges.length} exchanges over ${exercised.size} of ${docker.routes.length} routes.`,
  );
  console.log(
    `Answered, but not exercised by these commands (${rest.length - missing.length}): ${rest.filter((route) => !missing.includes(route)).join(', ')}`,
  );
  assert.deepEqual(missing, []);
});
