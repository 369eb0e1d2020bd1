import { messageOf } from '../../base/errors.ts';
import { parsePlatform } from '../../oci/platform.ts';

/** `--platform` as the API takes it. */
export function onlyPlatform(text: string): { platform?: string } {
  if (text === '') return {};
  try {
    return { platform: JSON.stringify(parsePlatform(text)) };
  } catch (error) {
    throw new Error(`invalid platform: ${messageOf(error)}`);
  }
}
