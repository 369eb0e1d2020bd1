/** Progress messages of the Docker Engine API 1.50, as far as this project speaks it. Fields that a daemon may leave out, or sends as null, say so. */

/** One line of the progress streams of pull, push, import, load and build. */
export interface JsonMessage {
  stream?: string;
  status?: string;
  /** A layer's short id; `drydock.stand-in` marks the line that names a stand-in image; `drydock.trace` build progress. */
  id?: string;
  progress?: string;
  progressDetail?: { current?: number; total?: number; units?: string; hidecounts?: boolean; start?: number } | null;
  error?: string;
  errorDetail?: { code?: number; message: string };
  /** A `BuildTrace` with id `drydock.trace`; `{ID}` of a built image; tag, digest and size of a pushed one. */
  aux?: unknown;
}
