import type { Container } from './container.ts';
import type { ContainerFiles } from './manager.ts';

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
