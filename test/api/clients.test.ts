import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { dockerRoot, oldDocker, pluginsOf, realDocker } from '../support/docker.ts';
import type { Outcome } from './our-docker.ts';
import { type Served, startServed } from './served.ts';

/** Docker's own programs against this engine, as `DOCKER_HOST`: commands of two generations, and compose. */

const folder = mkdtempSync(path.join(os.tmpdir(), 'drydock-clients-'));
let served: Served;

before(async () => {
  mkdirSync(`${folder}/context`);
  writeFileSync(`${folder}/context/Dockerfile`, 'FROM busybox\nCOPY content /content\nRUN cat /content > /made\nCMD ["cat", "/made"]\n');
  writeFileSync(`${folder}/context/content`, 'content\n');
  served = await startServed();
});
after(async () => {
  await served.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The program, or why there is none. */
function found(find: () => string): { readonly program: string; readonly skip: false } | { readonly program: ''; readonly skip: string } {
  try {
    return { program: find(), skip: false };
  } catch (error) {
    return { program: '', skip: error instanceof Error ? error.message : String(error) };
  }
}

function client(program: string, settings = `${folder}/settings`) {
  const start = (args: readonly string[]) =>
    spawn(program, args, {
      cwd: folder,
      // Without buildx: the command sends the Dockerfile to the engine.
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        DOCKER_HOST: served.host,
        DOCKER_CONFIG: settings,
        DOCKER_BUILDKIT: '0',
      } as unknown as NodeJS.ProcessEnv,
      // Compose waits for a healthy service, on whatever machine: this ends what would never end.
      timeout: 600_000,
      killSignal: 'SIGKILL',
    });
  async function run(line: string | readonly string[], stdin = ''): Promise<Outcome> {
    const child = start(typeof line === 'string' ? line.split(' ') : line);
    const out = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      out.stderr += text;
    });
    child.stdin.on('error', () => undefined).end(stdin);
    const [code] = (await once(child, 'close')) as [number | null];
    return { ...out, code: code ?? -1 };
  }
  /** The output of a command that succeeds. */
  async function output(line: string | readonly string[], stdin?: string): Promise<string> {
    const { stdout, stderr, code } = await run(line, stdin);
    assert.equal(code, 0, `${line}: ${stderr}`);
    return stdout;
  }
  return { start, run, output };
}

for (const [name, program] of [
  ['28', found(realDocker)],
  ['20.10', found(oldDocker)],
] as const) {
  describe(`the docker command ${name}`, { skip: program.skip }, () => {
    const { start, run, output } = client(program.program);
    const box = `box-${name.replace('.', '')}`;

    test('version, info, pull', async () => {
      assert.match(await output('version'), /28\.2\.2-drydock/);
      assert.match(await output('info'), /Storage Driver: overlay2/);
      await output('pull busybox');
      assert.match(await output('images'), /^busybox +latest/m);
    });

    test('run: input, both outputs, exit code, an image that is not there', async () => {
      assert.equal(await output('run -i --rm busybox cat', 'one\ntwo\n'), 'one\ntwo\n');
      const failed = await run(['run', '--rm', 'busybox', 'sh', '-c', 'echo out; echo err >&2; exit 3']);
      assert.deepEqual(failed, { stdout: 'out\n', stderr: 'err\n', code: 3 });
      assert.equal((await run('run --rm busybox nosuchprogram')).code, 127);
      const large = await output('run --rm busybox seq 1 100000');
      assert.equal(large.length, 588_895);
    });

    test('a container: exec, cp, top, stats, logs, attach, inspect, stop', async () => {
      await output([
        'run',
        '-d',
        '--name',
        box,
        '-p',
        '8080',
        'busybox',
        'sh',
        '-c',
        'echo started; while read -t 1000 x; do :; done; sleep 1000',
      ]);
      assert.equal(await output(['exec', '-i', box, 'sh', '-c', 'read a; echo got $a'], 'it\n'), 'got it\n');
      assert.equal((await run(`exec ${box} sh -c false`)).code, 1);
      writeFileSync(`${folder}/in`, 'copied\n');
      await output(`cp in ${box}:/tmp/in`);
      assert.equal(await output(`exec ${box} cat /tmp/in`), 'copied\n');
      assert.match((await output(`cp ${box}:/tmp/in -`)).slice(0, 3), /^in\0/);
      assert.match(await output(`top ${box}`), /sleep|sh -c/);
      assert.match(await output(`stats --no-stream ${box}`), new RegExp(`${box} .*%.*MiB`));
      assert.match(await output(`ps --filter name=${box}`), /Up /);
      assert.match(await output(`diff ${box}`), /A \/tmp\/in/);
      const following = start(['logs', '-f', box]);
      const [line] = (await once(following.stdout, 'data')) as [Buffer];
      assert.equal(line.toString(), 'started\n');
      const attached = start(['attach', '--no-stdin', box]);
      const ended = Promise.all([once(following, 'close'), once(attached, 'close')]);
      await output(`stop -t 0 ${box}`);
      await ended;
      assert.equal(await output(['inspect', '-f', '{{.State.ExitCode}}', box]), '137\n');
      assert.equal(await output(`rm ${box}`), `${box}\n`);
    });

    test('build, save, load, events, volumes, networks, prune', async () => {
      const built = await output(`build -t built ${folder}/context`);
      assert.match(built, /Step 3\/3 : RUN cat \/content > \/made/);
      assert.match(built, /Successfully tagged built:latest/);
      assert.equal(await output('run --rm built'), 'content\n');
      await output(`save -o ${folder}/built.tar built`);
      await output('rmi built');
      assert.equal(await output(`load -i ${folder}/built.tar`), 'Loaded image: built:latest\n');
      // `--until 0s` is the second that began, and all this takes less.
      const soon = Math.floor(Date.now() / 1000) + 1;
      assert.match(await output(`events --since 1h --until ${soon} --filter event=tag`), /image tag sha256:/);
      assert.match(await output('history built'), /cat/);
      await output('volume create kept');
      await output('network create lan');
      assert.equal(await output('run --rm --network lan -v kept:/k busybox ls /k'), '');
      assert.match(await output('system df'), /Images/);
      await output('network rm lan');
      await output('volume rm kept');
      await output('image rm -f built');
      await output('system prune -f');
      assert.match((await run('inspect nope')).stderr, /No such object: nope/);
    });
  });
}

const compose = found(() => path.join(pluginsOf(dockerRoot()), 'docker-compose'));

test('docker compose: up, ps, logs, exec, stop, start, down', { skip: compose.skip }, async () => {
  mkdirSync(`${folder}/project`);
  writeFileSync(
    `${folder}/project/compose.yaml`,
    `
services:
  web:
    image: busybox
    command: sh -c 'echo serving; echo hello > /data/index.html; exec httpd -f -p 80 -h /data'
    volumes: [data:/data]
    networks: [lan]
    ports: ["8099:80"]
    healthcheck: { test: ["CMD", "wget", "-q", "-O-", "http://127.0.0.1/"], interval: 1s }
  reader:
    image: busybox
    command: sh -c 'wget -q -O- http://web/; sleep 1000'
    networks: [lan]
    init: true
    depends_on: { web: { condition: service_healthy } }
networks: { lan: {} }
volumes: { data: {} }
`,
  );
  const settings = `${folder}/compose-settings`;
  mkdirSync(settings);
  symlinkSync(path.dirname(compose.program), `${settings}/cli-plugins`);
  const { run, output } = client(compose.program, settings);
  const project = `-p project -f ${folder}/project/compose.yaml`;
  await output(`${project} pull`);
  await output(`${project} up -d`);
  assert.match(await output(`${project} ps`), /project-reader-1.*\n.*project-web-1.*\(healthy\).*8099->80/);
  assert.match(await output(`${project} logs --no-color`), /web-1 +\| serving/);
  assert.equal(await output(`${project} exec -T reader wget -q -O- http://web/`), 'hello\n');
  assert.match(await output(`${project} top`), /httpd -f/);
  await output(`${project} stop -t 0`);
  await output(`${project} start`);
  assert.equal(await output(`${project} exec -T reader wget -q -O- http://web/`), 'hello\n');
  // A service that changed is made anew, the other stays.
  writeFileSync(`${folder}/project/more.yaml`, 'services: { reader: { environment: { A: "1" } } }\n');
  const again = await run(`${project} -f ${folder}/project/more.yaml up -d`);
  assert.match(again.stderr, /project-web-1 +Running[\s\S]*project-reader-1 +Recreated/);
  await output(`${project} down -v -t 0`);
  const rest = await served.engine.docker.containers.list({ all: true });
  assert.deepEqual(rest, []);
  assert.deepEqual((await served.engine.docker.volumes.list()).Volumes, []);
});
