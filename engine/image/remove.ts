import { EngineError, isKind } from '../base/errors.ts';
import { shortId } from '../base/ids.ts';
import { type Digest, hexOf } from '../oci/digest.ts';
import { canonicalName, canonicalString, familiarString, parseReference, type Reference, withDefaultTag } from '../oci/reference.ts';
import type { ImageStore } from './image-store.ts';
import type { Draft } from './state.ts';
import type { DeletedImage } from './types.ts';

/**
 * `docker rmi` of one name, by dockerd's rules (daemon/images/image_delete.go):
 *
 * - a name given: that reference goes; with the last tag of a repository its digests go; with the last reference the image itself, unless
 *   something still needs it. While a container uses the image, its last reference goes only with `force`.
 * - an ID given: all references go when they are of one repository; otherwise `force` is needed.
 * - children and running containers cannot be overridden; references and stopped containers can, with `force`.
 * - with `prune` (the default), untagged parents that nothing else needs go too.
 *
 * All of it is one commit.
 */
export function removeImage(
  images: ImageStore,
  nameOrID: string,
  options: { force?: boolean; prune?: boolean } = {},
): Promise<DeletedImage[]> {
  return images.update((draft) => new Removal(images, draft).remove(nameOrID, options.force ?? false, options.prune ?? true));
}

class Removal {
  private readonly images: ImageStore;
  private readonly draft: Draft;
  private readonly done: DeletedImage[] = [];

  constructor(images: ImageStore, draft: Draft) {
    this.images = images;
    this.draft = draft;
  }

  remove(nameOrID: string, force: boolean, prune: boolean): DeletedImage[] {
    const id = this.draft.resolve(nameOrID);
    const references = this.draft.referencesOf(id);
    if (id.startsWith(nameOrID) || hexOf(id).startsWith(nameOrID)) {
      if (isSingleReference(references)) {
        const conflict = this.conflict(id, { references: false, stopped: !force });
        if (conflict !== undefined) throw conflict.error;
        for (const reference of references) this.untag(id, reference);
      }
      this.removeImage(id, force, prune, false);
      return this.done;
    }
    const [user] = this.images.usersOf(id);
    if (!force && isSingleReference(references) && user !== undefined) {
      throw new EngineError(
        'conflict',
        `conflict: unable to remove repository reference "${nameOrID}" (must force) - container ${shortId(user.id)} is using its referenced image ${shortId(id)}`,
      );
    }
    this.removeReference(id, withDefaultTag(parseReference(nameOrID)));
    if (this.draft.referencesOf(id).length === 0) this.removeImage(id, force, prune, true);
    return this.done;
  }

  /** The last tag of a repository takes the repository's digests with it. */
  private removeReference(id: Digest, reference: Reference): void {
    this.untag(id, reference);
    if (reference.digest !== undefined) return;
    const siblings = this.draft.referencesOf(id).filter((other) => canonicalName(other) === canonicalName(reference));
    if (siblings.some(({ digest }) => digest === undefined)) return;
    for (const sibling of siblings) {
      this.draft.deleteReference(sibling);
      this.done.push({ Untagged: familiarString(sibling) });
    }
  }

  private untag(id: Digest, reference: Reference): void {
    this.draft.deleteReference(reference);
    this.draft.log('untag', id);
    this.done.push({ Untagged: familiarString(reference) });
  }

  private removeImage(id: Digest, force: boolean, prune: boolean, quiet: boolean): void {
    const conflict = this.conflict(id, { references: !force, stopped: !force });
    if (conflict !== undefined) {
      const isDangling = this.draft.referencesOf(id).length === 0 && this.draft.childrenOf(id).length === 0;
      if (quiet && (!isDangling || conflict.used)) return;
      throw conflict.error;
    }
    const record = this.draft.images.get(id);
    if (record === undefined) return;
    for (const reference of this.draft.referencesOf(id)) this.untag(id, reference);
    this.draft.deleteImage(id);
    // Of an image that is gone nobody knows the labels.
    this.draft.log('delete', id);
    this.done.push({ Deleted: id });
    this.removeLayers(record.config.rootfs.diff_ids, record.chainIDs);
    if (prune && record.parent !== undefined) this.removeImage(record.parent, false, true, true);
  }

  /** Docker names a removed layer by its chain: from the top down to the first that something still has. */
  private removeLayers(diffIDs: readonly Digest[], chainIDs: readonly Digest[]): void {
    const used = new Set([...this.draft.images.values()].flatMap((record) => record.chainIDs));
    const layers = diffIDs.map((diffID, at) => ({ diffID, chainID: chainIDs[at] ?? diffID }));
    for (const { diffID, chainID } of layers.reverse()) {
      if (used.has(chainID) || this.images.isHeld(diffID)) break;
      this.done.push({ Deleted: chainID });
    }
    for (const diffID of this.images.unneeded(this.draft, diffIDs)) this.draft.deleteLayer(diffID);
  }

  private conflict(id: Digest, soft: { references: boolean; stopped: boolean }): { error: EngineError; used: boolean } | undefined {
    const conflict = (isHard: boolean, used: boolean, why: string) => ({
      error: new EngineError(
        'conflict',
        `conflict: unable to delete ${shortId(id)} (${isHard ? 'cannot be forced' : 'must be forced'}) - ${why}`,
      ),
      used,
    });
    if (this.draft.childrenOf(id).length > 0) return conflict(true, false, 'image has dependent child images');
    const users = this.images.usersOf(id);
    const running = users.find((user) => user.running);
    if (running !== undefined) return conflict(true, true, `image is being used by running container ${shortId(running.id)}`);
    if (soft.references && this.draft.referencesOf(id).length > 0) {
      return conflict(false, false, 'image is referenced in multiple repositories');
    }
    const [stopped] = users;
    if (soft.stopped && stopped !== undefined)
      return conflict(false, true, `image is being used by stopped container ${shortId(stopped.id)}`);
    return undefined;
  }
}

/** At most one tag, and all digests of its repository. */
function isSingleReference(references: readonly Reference[]): boolean {
  if (references.length <= 1) return references.length === 1;
  const tags = references.filter(({ digest }) => digest === undefined);
  return tags.length <= 1 && new Set(references.map(canonicalName)).size === 1;
}

export interface PruneOptions {
  /** Only images without a tag. Default true; false is `docker image prune -a`. */
  readonly dangling?: boolean;
  /** Only images made before this time, in milliseconds. */
  readonly until?: number;
  /** Only images whose labels pass. */
  readonly matches?: (labels: Readonly<Record<string, string>>) => boolean;
}

/** `docker image prune` (daemon/images/image_prune.go); layers that broken-off pulls left go too. Space is in bytes of files, as Docker counts. */
export async function pruneImages(
  images: ImageStore,
  options: PruneOptions = {},
): Promise<{ deleted: DeletedImage[]; spaceReclaimed: number }> {
  const { dangling = true } = options;
  const before = images.list();
  const sizes = new Map<string, number>(before.flatMap(({ layers }) => layers.map(({ chainID, size }) => [chainID, size] as const)));
  const deleted: DeletedImage[] = [];
  for (const image of before.filter((image) => isPrunable(images, image.id, options))) {
    const references = images.state.referencesOf(image.id);
    if (dangling && references.some(({ tag }) => tag !== undefined)) continue;
    const names = references.length > 0 ? references.map(canonicalString) : [image.id];
    for (const name of names) {
      const removed = await removeImage(images, name).catch((error: unknown) => {
        // In use, or gone with another of its names.
        if (isKind(error, 'conflict') || isKind(error, 'notFound')) return [];
        throw error;
      });
      deleted.push(...removed);
    }
  }
  await images.dropLayers(images.state.layers.keys());
  const spaceReclaimed = deleted.reduce((sum, line) => sum + ('Deleted' in line ? (sizes.get(line.Deleted) ?? 0) : 0), 0);
  images.emitPrune(spaceReclaimed);
  return { deleted, spaceReclaimed };
}

function isPrunable(images: ImageStore, id: Digest, { dangling = true, until, matches }: PruneOptions): boolean {
  const { state } = images;
  const hasChildren = state.childrenOf(id).length > 0;
  if (hasChildren && (dangling || state.referencesOf(id).length === 0)) return false;
  const config = state.images.get(id)?.config;
  if (until !== undefined && !(Date.parse(config?.created ?? '') <= until)) return false;
  return matches?.(config?.config?.Labels ?? {}) ?? true;
}
