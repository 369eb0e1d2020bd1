import { EngineError } from '../../base/errors.ts';
import { word } from './query.ts';
import { empty, json } from './reply.ts';
import type { Handler, Routes } from './router.ts';

/** What dockerd has and this engine has not. Where dockerd has an answer for a host without it, that is the answer. */
export function absentRoutes(): Routes {
  return { ...swarmRoutes(), ...pluginRoutes(), ...experimentalRoutes(), ...buildKitRoutes() };
}

/** A host that is in no swarm (moby `daemon/cluster/errors.go`). */
function swarmRoutes(): Routes {
  const noManager = refuse(
    'unavailable',
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
  );
  const noSwarm = refuse('unavailable', 'This node is not part of a swarm');
  const alone = refuse('unsupported', 'Swarm mode cannot work here: this engine is one machine without other nodes.');
  const kinds = ['services', 'nodes', 'tasks', 'secrets', 'configs'];
  return {
    'POST /swarm/init': alone,
    'POST /swarm/join': alone,
    'POST /swarm/leave': noSwarm,
    'PUT /volumes/{name}': refuse('unavailable', 'volume update only valid for cluster volumes, but swarm is unavailable'),
    ...each(noManager, [
      'GET /swarm',
      'GET /swarm/unlockkey',
      'POST /swarm/update',
      'POST /swarm/unlock',
      ...kinds.flatMap((kind) => [`GET /${kind}`, `GET /${kind}/{id}`]),
      ...['services', 'secrets', 'configs'].map((kind) => `POST /${kind}/create`),
      ...['services', 'nodes', 'secrets', 'configs'].flatMap((kind) => [`POST /${kind}/{id}/update`, `DELETE /${kind}/{id}`]),
      ...['services', 'tasks'].map((kind) => `GET /${kind}/{id}/logs`),
    ]),
  };
}

function pluginRoutes(): Routes {
  const none: Handler = ({ params }) => {
    throw new EngineError('notFound', `plugin "${params.name}" not found`);
  };
  return {
    'GET /plugins': () => json([]),
    ...each(refuse('unsupported', 'Plugins cannot work here: they are programs of a real Docker host.'), [
      'GET /plugins/privileges',
      'POST /plugins/pull',
      'POST /plugins/create',
    ]),
    ...each(none, [
      'GET /plugins/{name:any}/json',
      'DELETE /plugins/{name:any}',
      ...['enable', 'disable', 'push', 'upgrade', 'set'].map((verb) => `POST /plugins/{name:any}/${verb}`),
    ]),
  };
}

/** Checkpoints: only of a daemon in experimental mode (moby `router/experimental.go`). */
function experimentalRoutes(): Routes {
  const disabled = refuse(
    'unsupported',
    'This experimental feature is disabled by default. Start the Docker daemon in experimental mode in order to enable it.',
  );
  return each(disabled, [
    'GET /containers/{name}/checkpoints',
    'POST /containers/{name}/checkpoints',
    'DELETE /containers/{name}/checkpoints/{checkpoint}',
  ]);
}

/** The gRPC by which buildx speaks to BuildKit inside dockerd. */
function buildKitRoutes(): Routes {
  const classic: Handler = ({ upgrades }) => {
    if (!upgrades) throw new EngineError('invalid', 'no upgrade proto in request');
    throw new EngineError(
      'unsupported',
      'this engine does not speak to buildx: with DOCKER_BUILDKIT=0 docker build sends it the Dockerfile, and all of its syntax works',
    );
  };
  return {
    ...each(classic, ['POST /session', 'POST /grpc']),
    // moby `postCancel`: for builds of a session, of which there are none.
    'POST /build/cancel': ({ query }) => {
      if (word(query, 'id') === undefined) throw new EngineError('invalid', 'build ID not provided');
      return empty(200, { 'content-type': 'application/json' });
    },
  };
}

function refuse(kind: EngineError['kind'], message: string): Handler {
  return () => {
    throw new EngineError(kind, message);
  };
}

function each(handler: Handler, specs: readonly string[]): Routes {
  return Object.fromEntries(specs.map((spec) => [spec, handler]));
}
