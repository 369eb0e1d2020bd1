import type { ApiTransport } from '../transport.ts';
import type { BuildClient } from './build.ts';
import { buildClient } from './build.ts';
import { createConnection } from './connection.ts';
import type { ContainersClient } from './containers.ts';
import { containersClient } from './containers.ts';
import type { ExecClient } from './exec.ts';
import { execClient } from './exec.ts';
import type { ImagesClient } from './images.ts';
import { imagesClient } from './images.ts';
import type { NetworksClient } from './networks.ts';
import { networksClient } from './networks.ts';
import type { RegistryClient } from './registry.ts';
import { registryClient } from './registry.ts';
import type { SystemClient } from './system.ts';
import { systemClient } from './system.ts';
import type { VolumesClient } from './volumes.ts';
import { volumesClient } from './volumes.ts';

/**
 * The Docker Engine API, typed, one property a noun. A refusal of the daemon is thrown as `EngineError`: its message is the daemon's own,
 * `data.status` the HTTP status and `data.daemon` true; a broken transport is `unavailable` without that mark.
 */
export interface DockerClient {
  readonly containers: ContainersClient;
  readonly exec: ExecClient;
  readonly images: ImagesClient;
  readonly build: BuildClient;
  readonly registry: RegistryClient;
  readonly system: SystemClient;
  readonly volumes: VolumesClient;
  readonly networks: NetworksClient;
  /** What requests ask for: `system.negotiate` may have lowered it. */
  readonly apiVersion: string;
}

export function createDockerClient(transport: ApiTransport): DockerClient {
  const connection = createConnection(transport);
  return {
    containers: containersClient(connection),
    exec: execClient(connection),
    images: imagesClient(connection),
    build: buildClient(connection),
    registry: registryClient(connection),
    system: systemClient(connection),
    volumes: volumesClient(connection),
    networks: networksClient(connection),
    get apiVersion() {
      return connection.version;
    },
  };
}
