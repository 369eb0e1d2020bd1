import type { Digest } from '../oci/digest.ts';
import type { TarHeader } from '../tar/header.ts';
import type { Container } from './container.ts';

/** A container's files, for whoever looks at them without a program in it. */
export interface ContainerFiles {
  readonly id: string;
  readonly imageId: Digest;
  /** Layers, bottom first. */
  readonly stack: readonly Digest[];
  /** What is mounted over them. `source` is a volume's name, the host's path, or the kind of file system. */
  readonly mounts: ReadonlyArray<{ readonly destination: string; readonly source: string }>;
  /** The upper's entries in the order of a walk, without their content. */
  written(): Promise<readonly TarHeader[]>;
  /** The first bytes of a regular file of the upper; undefined when it has none of this path. */
  head(path: string, bytes: number): Promise<Uint8Array | undefined>;
}

export function filesOf({ record, snapshot }: Container): ContainerFiles {
  const own = record.mounts.map(({ Destination, Name, Source, Type }) => ({ destination: Destination, source: Name ?? (Source || Type) }));
  const asked = new Set(own.map(({ destination }) => destination));
  const managed = ['hosts', 'hostname', 'resolv.conf']
    .map((name) => ({ destination: `/etc/${name}`, source: `${snapshot.directory}/${name}` }))
    .filter(({ destination }) => !asked.has(destination));
  return {
    id: record.id,
    imageId: record.imageId,
    stack: record.stack,
    mounts: [...system, ...managed, ...own],
    written: () => snapshot.headers(),
    head: (path, bytes) => snapshot.head(path, bytes),
  };
}

/** The kernel's own, in every container. */
const system = [
  { destination: '/proc', source: 'proc' },
  { destination: '/dev', source: 'tmpfs' },
  { destination: '/sys', source: 'sysfs' },
];
