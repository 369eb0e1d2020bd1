import type { Digest } from '../oci/digest.ts';

/** What `docker save` writes beside the OCI layout: one item for each image. */
export interface ArchiveItem {
  readonly Config: string;
  readonly RepoTags: readonly string[] | null;
  /** Paths of the layers' tars, bottom first. */
  readonly Layers: readonly string[];
  readonly Parent?: Digest;
  readonly LayerSources?: Readonly<Record<Digest, { readonly mediaType: string; readonly size: number; readonly digest: Digest }>>;
}

export const archiveFiles = {
  manifest: 'manifest.json',
  index: 'index.json',
  layout: 'oci-layout',
  repositories: 'repositories',
} as const;

/** The annotation by which containerd and Docker keep the whole reference in an index. */
export const IMAGE_NAME = 'io.containerd.image.name';
export const REF_NAME = 'org.opencontainers.image.ref.name';
