import type { Networks } from '../../network/networks.ts';
import type { ApiTransport } from '../transport.ts';
import { absentRoutes } from './absent.ts';
import { type BuildBackend, buildRoutes } from './build.ts';
import { type CommitBackend, commitRoutes } from './commit.ts';
import { containerRoutes } from './containers.ts';
import { diskUsageRoutes } from './disk-usage.ts';
import { distributionRoutes } from './distribution.ts';
import { eventRoutes } from './events.ts';
import { execRoutes } from './exec.ts';
import { type ImageTransfers, transferRoutes } from './image-transfer.ts';
import { imageRoutes } from './images.ts';
import { networkRoutes } from './networks.ts';
import { createRouter } from './router.ts';
import { commonHeaders, type SystemBackends, systemRoutes } from './system.ts';
import { volumeRoutes } from './volumes.ts';

export interface ApiBackends {
  readonly system: SystemBackends;
  readonly images: ImageTransfers;
  readonly networks: Networks;
  readonly builder: BuildBackend;
  readonly commit: CommitBackend;
}

/** The Docker Engine API as a function from request to answer. Speaks no HTTP: hosts put it behind whatever carries it. */
export function createApi({ system, images, networks, builder, commit }: ApiBackends): ApiTransport {
  const { containers, volumes } = system;
  return createRouter(
    {
      ...systemRoutes(system),
      ...diskUsageRoutes(system),
      ...eventRoutes(system.journal, system.clock),
      ...containerRoutes(containers),
      ...execRoutes(containers.exec),
      ...commitRoutes(commit),
      ...distributionRoutes(images.registries),
      ...transferRoutes(images),
      ...imageRoutes(images),
      ...buildRoutes(builder),
      ...volumeRoutes(volumes),
      ...networkRoutes(networks, containers),
      ...absentRoutes(),
    },
    commonHeaders(system.host),
  );
}
