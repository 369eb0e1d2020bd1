import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instructionText, layerName } from './words.ts';

const text = (createdBy: string) => instructionText({ createdBy, empty: false });

test('history is told in the words of a Dockerfile', () => {
  assert.equal(text('RUN /bin/sh -c apk add curl # buildkit'), 'RUN apk add curl');
  assert.equal(text('COPY index.html /srv/ # buildkit'), 'COPY index.html /srv/');
  assert.equal(text('/bin/sh -c #(nop) ADD file:12ab in / '), 'ADD file:12ab in /');
  assert.equal(text('/bin/sh -c apt-get update'), 'RUN apt-get update');
  assert.equal(text('RUN |1 V=2 /bin/sh -c make  all # buildkit'), 'RUN make all');
  assert.equal(text("# debian.sh --arch 'i386' out/ 'bookworm'"), "# debian.sh --arch 'i386' out/ 'bookworm'");
  assert.equal(text(''), 'made without an instruction');
});

test('layers are counted from one', () => {
  assert.equal(layerName(0), 'layer 1');
  assert.equal(layerName('writable'), 'the writable layer');
});
