import { EngineError } from '../../base/errors.ts';
import { apiVersion } from '../transport.ts';

/** Of the API that a client speaks, which decides what some answers look like. */
export interface ApiVersion {
  /** 1.x or newer. */
  atLeast(minor: number): boolean;
}

export const oldestApiVersion = '1.24';

/** API versions that are answered; the path's prefix may also be missing, which means the newest (moby `versionMatcher`). */
const prefix = /^\/v([0-9.]+)(?=\/)/;

/**
 * The version in a path, and the path without it.
 * @throws EngineError `invalid` for those that are not served, in the words of moby's `VersionMiddleware`
 */
export function splitVersion(path: string): { version: ApiVersion; path: string } {
  const asked = prefix.exec(path)?.[1];
  if (asked === undefined) return { version: versionOf(apiVersion), path };
  if (order(asked) < order(oldestApiVersion)) {
    throw new EngineError(
      'invalid',
      `client version ${asked} is too old. Minimum supported API version is ${oldestApiVersion}, please upgrade your client to a newer version`,
    );
  }
  if (order(asked) > order(apiVersion)) {
    throw new EngineError('invalid', `client version ${asked} is too new. Maximum supported API version is ${apiVersion}`);
  }
  return { version: versionOf(asked), path: path.replace(prefix, '') };
}

function versionOf(text: string): ApiVersion {
  return { atLeast: (minor) => order(text) >= 1000 + minor };
}

function order(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 1000 + minor;
}
