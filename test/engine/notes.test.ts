import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { firstNote, momentOf } from '../../app/notes/follow.ts';
import type { Note } from '../../app/notes/note.ts';
import type { DockerCommand } from '../../engine/client/client.ts';
import { startNodeEngine } from '../../engine/hosts/node/engine.ts';
import { runScript } from '../../engine/hosts/shell.ts';

/** Each misconception played by a learner in the real guest: after the last command, and only then, the note comes. */
const cases: ReadonlyArray<{
  readonly name: string;
  readonly before?: readonly string[];
  readonly command: string;
  readonly note: string | undefined;
  readonly says?: RegExp;
  readonly try?: string;
}> = [
  {
    name: 'an image cannot be started',
    command: 'docker start nginx',
    note: 'start-image',
    says: /`nginx` is an image/,
    try: 'docker run -d nginx',
  },
  {
    name: 'nor when there is a container: it is named',
    before: ['docker create --name w1 nginx'],
    command: 'docker start nginx',
    note: 'start-image',
    says: /you have one: `w1`/,
    try: 'docker start w1',
  },
  { name: 'rm on an image', before: ['docker rm w1'], command: 'docker rm nginx', note: 'rm-rmi', try: 'docker rmi nginx' },
  {
    name: 'rmi on a container',
    before: ['docker run -d --name w1 nginx'],
    command: 'docker rmi w1',
    note: 'rm-rmi',
    try: 'docker rm -f w1',
  },
  { name: 'a wrong name is only a wrong name', command: 'docker rm nosuch', note: undefined },
  { name: 'both lists', before: ['docker images'], command: 'docker ps', note: 'both-lists', says: /`w1`, a container made from it/ },
  {
    name: 'a new container without the changes of the other',
    before: ['docker exec w1 sh -c "echo hi > /usr/share/nginx/html/index.html"'],
    command: 'docker run -d --name w2 nginx',
    note: 'edited-container',
    says: /`\/usr\/share\/nginx\/html\/index.html` lies in the writable layer of `w1`/,
  },
  {
    name: 'a second run of an untouched one says nothing',
    before: ['docker rm -f w1'],
    command: 'docker run -d --name w3 nginx',
    note: undefined,
  },
  {
    name: 'stopped is not gone',
    before: ['docker stop w2'],
    command: 'docker ps',
    note: 'stopped-stays',
    says: /`w2` has ended and is still here/,
  },
  { name: 'nor is its name free', command: 'docker run -d --name w2 nginx', note: 'stopped-stays' },
  { name: 'ps -a knows', before: ['docker stop w3'], command: 'docker ps -a', note: undefined },
  {
    name: 'the image stays',
    before: ['docker rm w2 w3'],
    command: 'docker pull nginx',
    note: 'image-stays',
    says: /took nothing from `nginx`/,
  },
  {
    name: 'a shell without a terminal ends',
    command: 'docker run -d --name s1 busybox; docker wait s1',
    note: 'small-machine',
    says: /`sh`: without a terminal/,
  },
  {
    name: 'a file of an earlier run',
    before: ['echo "echo mine > /root/note" | docker run -i --name s2 busybox'],
    command: 'docker run -i --name s4 busybox true',
    note: 'second-run',
    says: /`\/root\/note` is in `s2`/,
    try: 'docker start -ai s2',
  },
  {
    name: 'no init in a container',
    before: ['docker run -d --name s3 busybox sleep 1000'],
    command: 'docker exec s3 systemctl restart nginx',
    note: 'small-machine',
    says: /its first process is `sleep 1000`/,
  },
  {
    name: 'rebuilt, and the old one runs on',
    before: [
      'mkdir -p b && printf "FROM busybox\\nEXPOSE 80\\nCMD sleep 1000\\n" > b/Dockerfile && docker build -qt site b',
      'docker run -d -p 8080:80 --name site1 site',
      'printf "FROM busybox\\nEXPOSE 80\\nVOLUME /data\\nCMD sleep 2000\\n" > b/Dockerfile',
    ],
    command: 'docker build -qt site b',
    note: 'old-container',
    says: /`site1` was made from the one before/,
  },
  { name: 'EXPOSE is a label', command: 'docker run -d --name site2 site', note: 'expose', try: 'docker run -d -p 8080:80 site' },
  {
    name: 'VOLUME without a name',
    command: 'docker run -d -p 8081:80 --name site3 site',
    note: 'nameless-volume',
    says: /What `site2` wrote there is not in `site3`/,
  },
];

describe('misconception notes', () => {
  let opened: Awaited<ReturnType<typeof startNodeEngine>>;
  const commands: DockerCommand[] = [];

  before(async () => {
    opened = await startNodeEngine({});
    // `wait` stands for the moment that the page waits for things to settle.
    opened.engine.onCommand.on((command) => {
      if (command.argv[0] !== 'wait') commands.unshift(command);
    });
    await type('docker pull -q nginx && docker pull -q busybox');
  });
  after(async () => {
    await opened.close();
  });

  async function type(script: string): Promise<void> {
    const shell = await runScript(opened.engine.agent, script);
    const drain = async (source: AsyncIterable<Uint8Array>) => {
      for await (const _ of source);
    };
    await Promise.all([drain(shell.stdout), drain(shell.stderr), shell.exit]);
  }

  /** The note after the latest command, of those that the learner has not seen. */
  async function noteNow(): Promise<Note | undefined> {
    const [command, ...earlier] = commands;
    assert.ok(command);
    return firstNote(await momentOf(opened.engine, command, earlier), new Set());
  }

  for (const { name, before: earlier = [], command, note, says, try: offered } of cases) {
    it(name, async () => {
      for (const one of earlier) await type(one);
      await type(command);
      const found = await noteNow();
      assert.equal(found?.id, note);
      if (says) assert.match(found?.text ?? '', says);
      if (offered) assert.equal(found?.try, offered);
    });
  }
});
