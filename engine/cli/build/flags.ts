import { bool, bytes, type Flag, hidden, list, string, strings } from '../flag.ts';
import { ulimits } from '../parse/resources.ts';

/** The flags of `docker build`, as buildx declares them. */
export const buildFlags = {
  'add-host': strings('', 'Add a custom host-to-IP mapping (format: "host:ip")'),
  allow: list('', 'Allow extra privileged entitlement (e.g., "network.host", "security.insecure")', 'stringArray'),
  annotation: list('', 'Add annotation to the image', 'stringArray'),
  attest: list('', 'Attestation parameters (format: "type=sbom,generator=image")', 'stringArray'),
  'build-arg': list('', 'Set build-time variables', 'stringArray'),
  'build-context': list('', 'Additional build contexts (e.g., name=path)', 'stringArray'),
  builder: string('', 'Override the configured builder instance'),
  'cache-from': list('', 'External cache sources (e.g., "user/app:cache", "type=local,src=path/to/dir")', 'stringArray'),
  'cache-to': list('', 'Cache export destinations (e.g., "user/app:cache", "type=local,dest=path/to/dir")', 'stringArray'),
  call: string('', 'Set method for evaluating build ("check", "outline", "targets")', 'build'),
  'cgroup-parent': string('', 'Set the parent cgroup for the "RUN" instructions during build'),
  check: bool('', 'Shorthand for "--call=check"'),
  debug: bool('D', 'Enable debug logging'),
  file: string('f', 'Name of the Dockerfile (default: "PATH/Dockerfile")'),
  iidfile: string('', 'Write the image ID to a file'),
  label: list('', 'Set metadata for an image', 'stringArray'),
  load: bool('', 'Shorthand for "--output=type=docker"'),
  'metadata-file': string('', 'Write build result metadata to a file'),
  network: string('', 'Set the networking mode for the "RUN" instructions during build', 'default'),
  'no-cache': bool('', 'Do not use cache when building the image'),
  'no-cache-filter': list('', 'Do not cache specified stages', 'stringArray'),
  output: list('o', 'Output destination (format: "type=local,dest=path")', 'stringArray'),
  platform: list('', 'Set target platform for build', 'stringArray'),
  progress: string(
    '',
    'Set type of progress output ("auto", "quiet", "plain", "tty", "rawjson"). Use plain to show container output',
    'auto',
  ),
  provenance: string('', 'Shorthand for "--attest=type=provenance"'),
  pull: bool('', 'Always attempt to pull all referenced images'),
  push: bool('', 'Shorthand for "--output=type=registry"'),
  quiet: bool('q', 'Suppress the build output and print image ID on success'),
  sbom: string('', 'Shorthand for "--attest=type=sbom"'),
  secret: list('', 'Secret to expose to the build (format: "id=mysecret[,src=/local/secret]")', 'stringArray'),
  'shm-size': bytes('', 'Shared memory size for build containers'),
  ssh: list('', 'SSH agent socket or keys to expose to the build (format: "default|<id>[=<socket>|<key>[,<key>]]")', 'stringArray'),
  tag: list('t', 'Name and optionally a tag (format: "name:tag")', 'stringArray'),
  target: string('', 'Set the target build stage to build'),
  ulimit: ulimits('', 'Ulimit options'),
  // Accepted, and of no effect with BuildKit.
  compress: hidden(bool('', 'Compress the build context using gzip')),
  'cpu-period': hidden(ignored('', 'int')),
  'cpu-quota': hidden(ignored('', 'int')),
  'cpu-shares': hidden(ignored('c', 'int')),
  'cpuset-cpus': hidden(ignored('')),
  'cpuset-mems': hidden(ignored('')),
  'force-rm': hidden(bool('', 'Always remove intermediate containers')),
  isolation: hidden(ignored('')),
  memory: hidden(ignored('m')),
  'memory-swap': hidden(ignored('')),
  rm: hidden(bool('', 'Remove intermediate containers after a successful build', true)),
  'security-opt': hidden(strings('', 'Security options')),
  squash: hidden(bool('', 'Squash newly built layers into a single new layer')),
  // The older name of --call.
  print: hidden(string('', 'Print result of information request (e.g., outline, targets)')),
};

function ignored(short: string, type = 'string'): Flag<string> {
  return { ...string(short, ''), type };
}

/** What buildx says of flags that only the builder before BuildKit knew. */
export const deprecations = {
  isolation: 'isolation flag is deprecated with BuildKit.',
  'security-opt': 'security-opt flag is deprecated. "RUN --security=insecure" should be used with BuildKit.',
  squash:
    'experimental flag squash is removed with BuildKit. You should squash inside build using a multi-stage Dockerfile for efficiency.',
} as const;
