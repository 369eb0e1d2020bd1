import { fromBase64 } from '../../base/bytes.ts';
import type { BuildTrace } from '../types/build.ts';

/** What a real daemon sends as `moby.buildkit.trace`: BuildKit's `StatusResponse` (control.proto) in base64. */

type Fields = ReadonlyArray<readonly [field: number, value: number | Uint8Array]>;

export const buildkitTraceMessage = 'moby.buildkit.trace';

export function decodeBuildkitTrace(base64: string): BuildTrace {
  const response = fieldsOf(fromBase64(base64));
  return {
    vertexes: all(response, 1).map((vertex) => ({
      digest: text(vertex, 1),
      inputs: texts(vertex, 2),
      name: text(vertex, 3),
      cached: number(vertex, 4) === 1,
      ...time(vertex, 5, 'started'),
      ...time(vertex, 6, 'completed'),
      ...(text(vertex, 7) !== '' && { error: text(vertex, 7) }),
    })),
    statuses: all(response, 2).map((status) => ({
      id: text(status, 1),
      vertex: text(status, 2),
      name: text(status, 3),
      current: number(status, 4),
      total: number(status, 5),
      ...time(status, 6, 'timestamp'),
      ...time(status, 7, 'started'),
      ...time(status, 8, 'completed'),
    })),
    logs: all(response, 3).map((log) => ({
      vertex: text(log, 1),
      ...time(log, 2, 'timestamp'),
      stream: number(log, 3) === 2 ? 2 : 1,
      data: text(log, 4),
    })),
    warnings: all(response, 4).map((warning) => ({
      vertex: text(warning, 1),
      level: number(warning, 2),
      short: text(warning, 3),
      detail: texts(warning, 4),
      url: text(warning, 5),
    })),
  };
}

/** The protobuf wire format, as far as these messages use it. */
function fieldsOf(bytes: Uint8Array): Fields {
  const fields: Array<readonly [number, number | Uint8Array]> = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const key = varint();
    const kind = key & 7;
    if (kind === 0) fields.push([key >>> 3, varint()]);
    else if (kind === 2) {
      const length = varint();
      fields.push([key >>> 3, bytes.subarray(at, at + length)]);
      at += length;
    } else at += kind === 1 ? 8 : 4;
  }
  return fields;
}

function bytesOf(fields: Fields, field: number): Uint8Array[] {
  return fields.flatMap(([number, value]) => (number === field && value instanceof Uint8Array ? [value] : []));
}

function all(fields: Fields, field: number): Fields[] {
  return bytesOf(fields, field).map(fieldsOf);
}

function texts(fields: Fields, field: number): string[] {
  return bytesOf(fields, field).map((bytes) => new TextDecoder().decode(bytes));
}

function text(fields: Fields, field: number): string {
  return texts(fields, field)[0] ?? '';
}

function number(fields: Fields, field: number): number {
  const value = fields.find(([at]) => at === field)?.[1];
  return typeof value === 'number' ? value : 0;
}

/** A google.protobuf.Timestamp under a name; nothing when it is not there. */
function time<N extends string>(fields: Fields, field: number, name: N): { readonly [P in N]?: string } {
  const [stamp] = all(fields, field);
  if (stamp === undefined) return {};
  const iso = new Date(number(stamp, 1) * 1000 + Math.trunc(number(stamp, 2) / 1e6)).toISOString();
  return { [name]: iso } as { readonly [P in N]?: string };
}
