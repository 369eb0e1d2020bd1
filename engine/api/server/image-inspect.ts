import type { Image } from '../../image/types.ts';
import type { Healthcheck, RunConfig } from '../../oci/spec.ts';
import type { ContainerConfig } from '../types/container.ts';
import type { ImageInspect } from '../types/image.ts';
import { sorted } from './image-list.ts';
import type { ApiVersion } from './version.ts';

/** `GET /images/{name}/json`: members in the order of moby's struct. Those of no value are left out of `Config` from 1.50 on. */
export function inspectImage(image: Image, version: ApiVersion): ImageInspect {
  const { config } = image;
  const run = config.config ?? {};
  return {
    Id: image.id,
    RepoTags: [...image.repoTags],
    RepoDigests: [...image.repoDigests],
    Parent: image.parent ?? '',
    Comment: config.comment ?? config.history?.at(-1)?.comment ?? '',
    ...(config.created === undefined ? {} : { Created: config.created }),
    DockerVersion: config.docker_version ?? '',
    Author: config.author ?? '',
    Config: version.atLeast(50) ? ociConfig(run) : containerConfig(run),
    Architecture: config.architecture,
    ...(config.variant && { Variant: config.variant }),
    Os: config.os,
    Size: image.size,
    ...(version.atLeast(44) ? {} : { VirtualSize: image.size }),
    GraphDriver: { Data: null, Name: 'overlay2' },
    RootFS: { Type: 'layers', ...(image.layers.length > 0 && { Layers: image.layers.map(({ diffID }) => diffID) }) },
    Metadata: { LastTagTime: image.lastTagTime === undefined ? '0001-01-01T00:00:00Z' : new Date(image.lastTagTime).toISOString() },
  };
}

/** Go's `omitempty`. */
function filled(members: Readonly<Record<string, unknown>>): Partial<ContainerConfig> {
  const isEmpty = (value: unknown) =>
    value == null || value === '' || value === false || value === 0 || (typeof value === 'object' && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value)));
}

/** moby/docker-image-spec, DockerOCIImageConfig. */
function ociConfig(run: RunConfig): ContainerConfig {
  return filled({
    User: run.User,
    ExposedPorts: sorted(run.ExposedPorts),
    Env: run.Env,
    Entrypoint: run.Entrypoint,
    Cmd: run.Cmd,
    Volumes: sorted(run.Volumes),
    WorkingDir: run.WorkingDir,
    Labels: sorted(run.Labels),
    StopSignal: run.StopSignal,
    ArgsEscaped: run.ArgsEscaped,
    Healthcheck: healthcheck(run.Healthcheck),
    OnBuild: run.OnBuild,
    Shell: run.Shell,
  }) as ContainerConfig;
}

/** A container's config, which it was before. */
function containerConfig(run: RunConfig): ContainerConfig {
  return {
    Hostname: '',
    Domainname: '',
    User: run.User ?? '',
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    ...filled({ ExposedPorts: sorted(run.ExposedPorts) }),
    Tty: false,
    OpenStdin: false,
    StdinOnce: false,
    Env: run.Env ? [...run.Env] : null,
    Cmd: run.Cmd ? [...run.Cmd] : null,
    ...filled({ Healthcheck: healthcheck(run.Healthcheck), ArgsEscaped: run.ArgsEscaped }),
    Image: '',
    Volumes: sorted(run.Volumes) ?? null,
    WorkingDir: run.WorkingDir ?? '',
    Entrypoint: run.Entrypoint ? [...run.Entrypoint] : null,
    OnBuild: run.OnBuild ? [...run.OnBuild] : null,
    Labels: sorted(run.Labels) ?? null,
    ...filled({ StopSignal: run.StopSignal, Shell: run.Shell }),
  };
}

function healthcheck(check: Healthcheck | undefined) {
  if (check === undefined) return undefined;
  const { Test, Interval, Timeout, StartPeriod, StartInterval, Retries } = check;
  return filled({ Test, Interval, Timeout, StartPeriod, StartInterval, Retries });
}
