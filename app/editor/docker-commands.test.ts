import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandsFor } from './docker-commands.ts';

test('the workspace itself', () => {
  assert.deepEqual(commandsFor('Dockerfile', 'FROM python:3.11-slim\nEXPOSE 8000\n'), {
    build: 'docker build -t web .',
    run: 'docker run --rm -it -p 8000:8000 web',
  });
});

test('a folder gives its name, a suffix the tag', () => {
  assert.deepEqual(commandsFor('My Site/Dockerfile.dev', 'FROM nginx\n'), {
    build: "docker build -t my-site:dev -f 'My Site/Dockerfile.dev' 'My Site'",
    run: 'docker run --rm -it my-site:dev',
  });
});

test('ports: of the last stage, once each, low ones on a free high port', () => {
  const text = 'FROM a AS b\nEXPOSE 1234\nFROM c\nEXPOSE 80 443/tcp \\\n  53/udp\nexpose 80 $PORT\n';
  assert.equal(commandsFor('Dockerfile', text).run, 'docker run --rm -it -p 8080:80 -p 8443:443 web');
});
