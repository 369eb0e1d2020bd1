import type { ImageHistoryItem, ImageSummary } from '../../api/types/image.ts';
import { shortId } from '../../base/ids.ts';
import { familiarName, parseReference } from '../../oci/reference.ts';
import type { ListFormat, Row } from './list.ts';
import { ago, ellipsis, goTime, humanSize } from './units.ts';

export const imageFormat: Omit<ListFormat, 'format'> = {
  table: 'table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\t{{.Size}}',
  raw: 'repository: {{.Repository}}\ntag: {{.Tag}}\nimage_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n',
  type: '*formatter.imageContext',
  headers: {
    ID: 'IMAGE ID',
    Repository: 'REPOSITORY',
    Tag: 'TAG',
    Digest: 'DIGEST',
    CreatedSince: 'CREATED',
    CreatedAt: 'CREATED AT',
    Size: 'SIZE',
    Containers: 'CONTAINERS',
    VirtualSize: 'SIZE',
    SharedSize: 'SHARED SIZE',
    UniqueSize: 'UNIQUE SIZE',
  },
};

export const imageTableWithDigests =
  'table {{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}\t{{.Size}}';

interface ImageListOptions {
  readonly truncate: boolean;
  /** A line per digest, too. */
  readonly digests: boolean;
  readonly now: number;
}

/** Lines of `docker images`: one per tag, and one for an image without any. */
export function imageRows(image: ImageSummary, options: ImageListOptions): Row[] {
  const { truncate, digests, now } = options;
  const row = (repository: string, tag: string, digest: string): Row => ({
    ID: truncate ? shortId(image.Id) : image.Id,
    Repository: repository,
    Tag: tag,
    Digest: digest,
    CreatedSince: ago(image.Created, now),
    CreatedAt: goTime(image.Created),
    Size: humanSize(image.Size, 3),
    Containers: image.Containers === -1 ? 'N/A' : String(image.Containers),
    VirtualSize: humanSize(image.Size),
    SharedSize: image.SharedSize === -1 ? 'N/A' : humanSize(image.SharedSize),
    UniqueSize: image.SharedSize === -1 ? 'N/A' : humanSize(image.Size - image.SharedSize),
  });
  const tags = grouped(image.RepoTags ?? [], (reference) => reference.tag);
  const known = grouped(image.RepoDigests ?? [], (reference) => reference.digest);
  if (isDangling(image)) return [row('<none>', '<none>', '<none>')];
  const rows: Row[] = [];
  for (const [repository, names] of tags) {
    const own = digests ? (known.get(repository) ?? []) : [];
    for (const tag of names) for (const digest of own.length === 0 ? ['<none>'] : own) rows.push(row(repository, tag, digest));
    known.delete(repository);
  }
  for (const [repository, names] of known) {
    if (digests) for (const digest of names) rows.push(row(repository, '<none>', digest));
    else rows.push(row(repository, '<none>', ''));
  }
  return rows;
}

/** Old daemons spell "no tags" as `<none>:<none>`. */
function isDangling({ RepoTags, RepoDigests }: ImageSummary): boolean {
  const none = (names: readonly string[] | null, text: string) =>
    names == null || names.length === 0 || (names.length === 1 && names[0] === text);
  return none(RepoTags, '<none>:<none>') && none(RepoDigests, '<none>@<none>');
}

function grouped(
  names: readonly string[],
  part: (reference: ReturnType<typeof parseReference>) => string | undefined,
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    if (name.startsWith('<none>')) continue;
    const reference = parseReference(name);
    const value = part(reference);
    if (value === undefined) continue;
    const key = familiarName(reference);
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return groups;
}

export const historyFormat: Omit<ListFormat, 'format'> = {
  table: 'table {{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}',
  type: '*image.historyContext',
  headers: { ID: 'IMAGE', CreatedSince: 'CREATED', CreatedAt: 'CREATED AT', CreatedBy: 'CREATED BY', Size: 'SIZE', Comment: 'COMMENT' },
};

/** Dates before 2000 mean that nobody wrote one. */
const EPOCH = Date.UTC(2000, 0, 1) / 1000;

export function historyRow(item: ImageHistoryItem, options: { truncate: boolean; human: boolean; now: number }): Row {
  const { truncate, human, now } = options;
  const by = item.CreatedBy.replaceAll('\t', ' ');
  const at = new Date(item.Created * 1000).toISOString().replace('.000', '');
  return {
    ID: truncate ? shortId(item.Id) : item.Id,
    CreatedSince: !human ? at : item.Created <= EPOCH ? 'N/A' : ago(item.Created, now),
    CreatedAt: at,
    CreatedBy: truncate ? ellipsis(by, 45) : by,
    Size: human ? humanSize(item.Size, 3) : String(item.Size),
    Comment: item.Comment,
  };
}
