import { rfc3339 } from '../base/clock.ts';
import { EngineError } from '../base/errors.ts';
import { appendEmpty, appendLayer, emptyTar } from '../image/mutate.ts';
import { canonicalString, familiarString, parseReference, withDefaultTag } from '../oci/reference.ts';
import type { ImageConfig, RunConfig } from '../oci/spec.ts';
import type { Container } from './container.ts';
import { announce, type Context } from './context.ts';
import { mergeConfig } from './defaults.ts';
import type { CommitOptions } from './manager.ts';
import { setFrozen } from './pause.ts';
import type { ContainerConfig } from './spec.ts';

/** `docker commit`: the upper as one more layer, the container's configuration as the image's. */
export async function commitContainer(context: Context, container: Container, options: CommitOptions): Promise<{ Id: string }> {
  if (container.state.status === 'removing' || container.state.status === 'dead') {
    throw new EngineError('conflict', `You cannot commit container ${container.id} which is ${container.state.status}`);
  }
  const reference = options.repo
    ? withDefaultTag(parseReference(options.tag ? `${options.repo}:${options.tag}` : options.repo))
    : undefined;
  const config = imageConfig(container.record.config, options);
  const freeze = (options.pause ?? true) && container.state.status === 'running';
  if (freeze) {
    await setFrozen(context, container, true);
    announce(context, container, 'pause');
  }
  const layer = await container.snapshot.commit().finally(() => (freeze ? setFrozen(context, container, false) : undefined));
  try {
    const { record } = container;
    const parent = context.images.get(record.imageId);
    // The author of the image below is not this one's.
    const { author: _, ...base }: ImageConfig = parent?.config ?? {
      architecture: '386',
      os: 'linux',
      rootfs: { type: 'layers', diff_ids: record.stack },
    };
    const created = rfc3339(context.clock.now());
    const history = {
      created,
      created_by: (record.config.Cmd ?? []).join(' '),
      ...(options.author && { author: options.author }),
      ...(options.comment && { comment: options.comment }),
    };
    const image = await context.images.createImage({
      config: {
        // A container that changed nothing adds nothing (moby image.NewChildImage).
        ...(layer.diffID === emptyTar ? appendEmpty(base, history) : appendLayer(base, layer.diffID, history)),
        ...(options.author && { author: options.author }),
        config,
      },
      ...(reference !== undefined && { references: [canonicalString(reference)] }),
      parent: record.imageId,
    });
    announce(context, container, 'commit', {
      comment: options.comment ?? '',
      imageID: image.id,
      imageRef: reference === undefined ? '' : familiarString(reference),
    });
    return { Id: image.id };
  } finally {
    if (freeze) announce(context, container, 'unpause');
    layer.dispose();
  }
}

/** moby `CreateImageFromContainer`: the changes are made to what was asked for, and merged over the container's configuration. */
function imageConfig(own: ContainerConfig, { config, change }: CommitOptions): RunConfig {
  const asked = runConfigOf(config ?? own);
  const changed = change?.(asked) ?? asked;
  return runConfigOf({ ...mergeConfig(changed, runConfigOf(own)), OnBuild: changed.OnBuild ?? null });
}

/** Of a container's configuration what an image keeps. */
function runConfigOf(config: ContainerConfig): RunConfig {
  const { User, ExposedPorts, Env, Entrypoint, Cmd, Volumes, WorkingDir, Labels, StopSignal, StopTimeout, Healthcheck, OnBuild, Shell } =
    config;
  return {
    ...(User && { User }),
    ...(ExposedPorts && { ExposedPorts }),
    ...(Env && { Env }),
    ...(Entrypoint && { Entrypoint }),
    ...(Cmd && { Cmd }),
    ...(Volumes && { Volumes }),
    ...(WorkingDir && { WorkingDir }),
    ...(Labels && { Labels }),
    ...(StopSignal && { StopSignal }),
    ...(StopTimeout !== undefined && { StopTimeout }),
    ...(Healthcheck && { Healthcheck }),
    ...(OnBuild && { OnBuild }),
    ...(Shell && { Shell }),
  };
}
