import type { HistoryOrigin } from '../image/types.ts';
import type { Digest } from '../oci/digest.ts';
import type { HistoryEntry, ImageConfig, RunConfig } from '../oci/spec.ts';
import { compareNames } from '../tar/name.ts';
import type { DraftConfig, DraftHistory } from './steps.ts';

export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** An image while its stage is evaluated. */
export interface Draft {
  readonly architecture: string;
  readonly os: string;
  readonly variant: string | undefined;
  author: string;
  config: DraftConfig;
  history: DraftHistory[];
}

/** FROM scratch. */
export function emptyDraft(platform: string): Draft {
  const [os = 'linux', architecture = '', variant] = platform.split('/');
  const config = draftConfig({ WorkingDir: '/', Env: [`PATH=${defaultPath}`] });
  return { architecture, os, variant, author: '', config, history: [] };
}

export function draftOf(image: ImageConfig, origins: readonly HistoryOrigin[] = []): Draft {
  const { architecture, os, variant, author = '' } = image;
  const history = (image.history ?? []).map((entry, at) => ({ ...entry, ofBase: true, origin: origins[at] ?? null }));
  return { architecture, os, variant, author, config: draftConfig(image.config ?? {}), history };
}

/** A stage that begins with another one's result; ONBUILD is not inherited. */
export function copyOfDraft(draft: Draft): Draft {
  const { config } = draft;
  return {
    ...draft,
    history: [...draft.history],
    config: {
      ...config,
      ExposedPorts: new Set(config.ExposedPorts),
      Env: new Map(config.Env),
      Volumes: new Set(config.Volumes),
      Labels: new Map(config.Labels),
      OnBuild: [],
    },
  };
}

function draftConfig(config: RunConfig): DraftConfig {
  return {
    User: config.User ?? '',
    ExposedPorts: new Set(Object.keys(config.ExposedPorts ?? {})),
    Env: new Map((config.Env ?? []).map(splitEnv)),
    Entrypoint: config.Entrypoint ?? undefined,
    Cmd: config.Cmd ?? undefined,
    Volumes: new Set(Object.keys(config.Volumes ?? {})),
    WorkingDir: config.WorkingDir ?? '',
    Labels: new Map(Object.entries(config.Labels ?? {})),
    StopSignal: config.StopSignal ?? '',
    ArgsEscaped: config.ArgsEscaped ?? false,
    Healthcheck: config.Healthcheck,
    OnBuild: config.OnBuild ?? [],
    Shell: config.Shell ?? [],
  };
}

export function splitEnv(entry: string): [name: string, value: string] {
  const equals = entry.indexOf('=');
  return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
}

/** The config as it is written: keys and omissions as BuildKit's encoder has them, so that the same build gives the same ID. */
export function imageConfigOf(
  draft: Draft,
  layers: ReadonlyArray<{ readonly diffID: Digest; readonly createdAt: string | undefined }>,
): ImageConfig {
  const history = datedHistory(draft.history, layers);
  const created = history.at(-1)?.created;
  return {
    architecture: draft.architecture,
    ...(draft.author && { author: draft.author }),
    config: runConfigOf(draft.config),
    ...(created !== undefined && { created }),
    history,
    os: draft.os,
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffID) },
    ...(draft.variant && { variant: draft.variant }),
  };
}

/** Beside the config's history; `build` and `dockerfile` are those of this build. */
export function originsOf({ history }: Draft, build: { readonly build: string; readonly dockerfile: string }): HistoryOrigin[] {
  return history.map(({ origin }) => (origin === null || 'build' in origin ? origin : { ...build, start: origin.start, end: origin.end }));
}

export function runConfigOf(config: DraftConfig): RunConfig {
  const keysOf = (set: ReadonlySet<string>) => Object.fromEntries([...set].sort(compareNames).map((key) => [key, {}]));
  return {
    ...(config.User && { User: config.User }),
    ...(config.ExposedPorts.size > 0 && { ExposedPorts: keysOf(config.ExposedPorts) }),
    ...(config.Env.size > 0 && { Env: [...config.Env].map(([name, value]) => `${name}=${value}`) }),
    ...(config.Entrypoint?.length && { Entrypoint: config.Entrypoint }),
    ...(config.Cmd?.length && { Cmd: config.Cmd }),
    ...(config.Volumes.size > 0 && { Volumes: keysOf(config.Volumes) }),
    ...(config.WorkingDir && { WorkingDir: config.WorkingDir }),
    ...(config.Labels.size > 0 && { Labels: Object.fromEntries([...config.Labels].sort(([a], [b]) => compareNames(a, b))) }),
    ...(config.StopSignal && { StopSignal: config.StopSignal }),
    ...(config.ArgsEscaped && { ArgsEscaped: true }),
    ...(config.Healthcheck && { Healthcheck: config.Healthcheck }),
    ...(config.OnBuild.length > 0 && { OnBuild: config.OnBuild }),
    ...(config.Shell.length > 0 && { Shell: config.Shell }),
  };
}

/**
 * Lines with a layer take its time; those without take that of the line before, and those before the first new layer its time
 * (BuildKit's normalizeLayersAndHistory).
 */
function datedHistory(draft: readonly DraftHistory[], layers: ReadonlyArray<{ readonly createdAt: string | undefined }>): HistoryEntry[] {
  let layer = 0;
  const dated = draft.map(({ ofBase: _, origin: __, ...entry }): HistoryEntry => {
    const createdAt = entry.empty_layer ? undefined : layers[layer++]?.createdAt;
    const created = entry.created ?? createdAt;
    return { ...(created !== undefined && { created }), ...entry };
  });
  const undated = dated.findIndex((entry) => entry.created === undefined);
  if (undated < 0) return dated;
  const later = dated.slice(undated).find((entry) => entry.created !== undefined);
  let created = (later ?? dated.findLast((entry) => entry.created !== undefined))?.created;
  return dated.map((entry, index) => {
    if (entry.created !== undefined) {
      if (index > undated) created = entry.created;
      return entry;
    }
    return { ...(created !== undefined && { created }), ...entry };
  });
}
