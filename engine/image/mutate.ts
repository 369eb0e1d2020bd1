import type { Digest } from '../oci/digest.ts';
import type { HistoryEntry, ImageConfig, RunConfig } from '../oci/spec.ts';

/** The diffID of a tar without members: 1024 zero bytes. */
export const emptyTar: Digest = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef';

/** A new config: one more layer, and its line of history. */
export function appendLayer(config: ImageConfig, diffID: Digest, history: HistoryEntry): ImageConfig {
  return {
    ...config,
    ...created(history),
    rootfs: { type: 'layers', diff_ids: [...config.rootfs.diff_ids, diffID] },
    history: [...(config.history ?? []), history],
  };
}

/** A new config: a step that changed no files (`ENV`, `CMD`). */
export function appendEmpty(config: ImageConfig, history: HistoryEntry): ImageConfig {
  return { ...config, ...created(history), history: [...(config.history ?? []), { ...history, empty_layer: true }] };
}

/** A new config with other run settings. */
export function withRunConfig(config: ImageConfig, change: Partial<RunConfig>): ImageConfig {
  return { ...config, config: { ...config.config, ...change } };
}

/** `FROM scratch`. */
export function scratchConfig(platform: { architecture: string; os: string }): ImageConfig {
  return { ...platform, config: {}, rootfs: { type: 'layers', diff_ids: [] }, history: [] };
}

function created(history: HistoryEntry): Pick<ImageConfig, 'created'> {
  return history.created === undefined ? {} : { created: history.created };
}
