/** Build cache and build progress of the Docker Engine API 1.50, as far as this project speaks it. Fields that a daemon may leave out, or sends as null, say so. */

export interface BuildCacheRecord {
  ID: string;
  Parents?: string[] | null;
  Type: string;
  Description: string;
  InUse: boolean;
  Shared: boolean;
  Size: number;
  CreatedAt: string;
  LastUsedAt?: string | null;
  UsageCount: number;
}

export const traceMessage = 'drydock.trace';

/** Progress of a build in BuildKit's terms. Each message carries what changed; a vertex is replaced by its newest record. */
export interface BuildTrace {
  vertexes?: BuildVertex[];
  statuses?: BuildVertexStatus[];
  logs?: BuildVertexLog[];
  warnings?: BuildVertexWarning[];
}

export interface BuildVertex {
  digest: string;
  /** `[2/3] RUN …`, `[internal] load build definition from Dockerfile`, `exporting to image`. */
  name: string;
  inputs?: string[];
  /** RFC 3339 with fractions. */
  started?: string;
  completed?: string;
  cached?: boolean;
  error?: string;
}

export interface BuildVertexStatus {
  id: string;
  vertex: string;
  name?: string;
  current?: number;
  total?: number;
  timestamp?: string;
  started?: string;
  completed?: string;
}

export interface BuildVertexLog {
  vertex: string;
  stream: 1 | 2;
  /** Text as it came, not cut at lines. */
  data: string;
  timestamp?: string;
}

export interface BuildVertexWarning {
  vertex: string;
  level?: number;
  /** `LegacyKeyValueFormat: "ENV key=value" should be used instead of legacy "ENV key value" format (line 2)`. */
  short: string;
  detail?: string[];
  url?: string;
  sourceInfo?: BuildSource;
  range?: BuildRange[];
}

export interface BuildSource {
  filename: string;
  data: string;
}

/** Lines from 1. */
export interface BuildRange {
  start: { line: number; character?: number };
  end: { line: number; character?: number };
}

/** `errorDetail` of a failed build, beside its message: what the CLI needs to show the place. */
export interface BuildErrorDetail {
  code?: number;
  message: string;
  source?: BuildSource;
  range?: BuildRange[];
  /** The vertex that failed. */
  vertex?: string;
}
