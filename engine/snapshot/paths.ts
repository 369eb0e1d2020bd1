import { type Digest, hexOf } from '../oci/digest.ts';

/** Where the runtime keeps its things in the guest. Short: all lower directories must fit into one page of mount options. */
export const runtimeRoot = '/run/d';

/** What the 9P tree serves of a stored layer. */
export function servedLayer(diffID: Digest): { index: string; tar: string } {
  const folder = `/run/drydock/layers/${hexOf(diffID)}`;
  return { index: `${folder}/index`, tar: `${folder}/tar` };
}
