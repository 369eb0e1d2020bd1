import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerSummary } from '../../api/types/container.ts';
import type { ImageSummary } from '../../api/types/image.ts';
import { formatG, parseDuration } from '../go.ts';
import { containerFormat, containerRow } from './containers.ts';
import { historyRow, imageRows } from './images.ts';
import { formatList } from './list.ts';
import { naturalOrder } from './natural.ts';
import { displayPorts } from './ports.ts';
import { alignColumns } from './tabwriter.ts';
import { binarySize, ellipsis, humanDuration, humanSize } from './units.ts';

const second = 1000;
const hour = 3600 * second;

test('spans of time', () => {
  const spans: ReadonlyArray<readonly [number, string]> = [
    [999, 'Less than a second'],
    [1000, '1 second'],
    [59 * second, '59 seconds'],
    [60 * second, 'About a minute'],
    [30 * 60 * second, '30 minutes'],
    [59 * 60 * second, '59 minutes'],
    [hour, 'About an hour'],
    [3 * hour, '3 hours'],
    [47 * hour, '47 hours'],
    [48 * hour, '2 days'],
    [14 * 24 * hour, '2 weeks'],
    [60 * 24 * hour, '2 months'],
    [2 * 365 * 24 * hour, '2 years'],
  ];
  for (const [span, text] of spans) assert.equal(humanDuration(span), text);
});

test('sizes as go-units writes them, with its slip at the edge of a unit', () => {
  assert.deepEqual(
    [0, 1, 999, 1000, 77_912_345, 1_234_567_890].map((size) => humanSize(size, 3)),
    ['0B', '1B', '999B', '1kB', '77.9MB', '1.23GB'],
  );
  assert.equal(humanSize(999_999, 3), '1e+03kB');
  assert.equal(humanSize(2_065_432), '2.065MB');
  assert.deepEqual([0, 1023, 1536, 7.5 * 1024 ** 3].map(binarySize), ['0B', '1023B', '1.5KiB', '7.5GiB']);
  assert.equal(formatG(0.00001234, 3), '1.23e-05');
});

test('durations as Go reads them', () => {
  assert.deepEqual(['1h1m1s', '1.5s', '-2ms', '0', '100us'].map(parseDuration), [3661e9, 1.5e9, -2e6, 0, 1e5]);
});

test('a column is as wide as its widest cell in adjoining lines', () => {
  const text = alignColumns('a\tbb\tc\nlonger cell here\tx\ty\nno columns\nz\tw\n', { minimum: 10, padding: 3 });
  assert.equal(text, 'a                  bb        c\nlonger cell here   x         y\nno columns\nz         w\n');
});

test('ports: neighbours as ranges, mapped ones after them', () => {
  const ports = [
    { PrivatePort: 443, Type: 'tcp' },
    { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
    { IP: '::', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
    { PrivatePort: 101, Type: 'tcp' },
    { PrivatePort: 100, Type: 'tcp' },
    { IP: '0.0.0.0', PrivatePort: 53, PublicPort: 53, Type: 'udp' },
  ];
  assert.equal(displayPorts(ports), '100-101/tcp, 0.0.0.0:53->53/udp, 443/tcp, 0.0.0.0:8080->80/tcp, [::]:8080->80/tcp');
});

test('natural order counts numbers by their value', () => {
  assert.deepEqual(['v10', 'v9', '[::]:1', '0.0.0.0:1', 'v'].sort(naturalOrder), ['0.0.0.0:1', '[::]:1', 'v', 'v9', 'v10']);
});

const container: ContainerSummary = {
  Id: '0123456789abcdef'.repeat(4),
  Names: ['/other/alias', '/web'],
  Image: 'nginx:1.22@sha256:'.concat('a'.repeat(64)),
  ImageID: `sha256:${'b'.repeat(64)}`,
  Command: '/docker-entrypoint.sh nginx -g "daemon off;"',
  Created: 1_700_000_000,
  Ports: [],
  Labels: { b: '2', a: '1' },
  State: 'running',
  Status: 'Up 3 seconds',
  SizeRw: 1095,
  SizeRootFs: 77_900_000,
  HostConfig: {},
  NetworkSettings: null,
  Mounts: [],
};

test('docker ps, a line and its header', () => {
  const row = containerRow(container, { truncate: true, now: 1_700_000_120_000 });
  assert.equal(
    formatList([row], { ...containerFormat, format: '' }),
    'CONTAINER ID   IMAGE        COMMAND                  CREATED         STATUS         PORTS     NAMES\n' +
      '0123456789ab   nginx:1.22   "/docker-entrypoint.…"   2 minutes ago   Up 3 seconds             web\n',
  );
  assert.equal(
    formatList([row], { ...containerFormat, format: '{{.Size}} {{.Labels}} {{.Label "a"}}' }),
    '1.09kB (virtual 77.9MB) a=1,b=2 1\n',
  );
  assert.equal(formatList([], { ...containerFormat, format: 'table {{.Names}}\\t{{.Label "x.some-key"}}' }), 'NAMES     some key\n');
});

test('an image has a line a tag; one without any has one with <none>', () => {
  const image: ImageSummary = {
    Id: `sha256:${'c'.repeat(64)}`,
    ParentId: '',
    RepoTags: ['nginx:1.22', 'nginx:latest', 'localhost:5000/x:1'],
    RepoDigests: [],
    Created: 0,
    Size: 1000,
    SharedSize: -1,
    Labels: null,
    Containers: -1,
  };
  const options = { truncate: true, digests: false, now: 0 };
  assert.deepEqual(
    imageRows(image, options).map(({ Repository, Tag }) => `${Repository}:${Tag}`),
    ['nginx:1.22', 'nginx:latest', 'localhost:5000/x:1'],
  );
  assert.deepEqual(
    imageRows({ ...image, RepoTags: null }, options).map(({ Repository, ID }) => `${Repository} ${ID}`),
    ['<none> cccccccccccc'],
  );
});

test('history cuts long commands and keeps dates that nobody wrote out', () => {
  const item = { Id: '<missing>', Created: 0, CreatedBy: `RUN ${'x'.repeat(60)}\ty`, Tags: null, Size: 5, Comment: '' };
  const row = historyRow(item, { truncate: true, human: true, now: 0 });
  assert.equal(row.CreatedSince, 'N/A');
  assert.equal(row.CreatedBy, `RUN ${'x'.repeat(40)}…`);
  assert.equal(ellipsis('abc', 3), 'abc');
});
