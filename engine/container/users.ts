import { EngineError } from '../base/errors.ts';

export interface ResolvedUser {
  readonly uid: number;
  readonly gid: number;
  /** Supplementary; `gid` is the first of them, as moby sets them since CVE-2022-36109. */
  readonly groups: readonly number[];
  readonly home: string;
}

/** The texts of a root file system's `/etc/passwd` and `/etc/group`; empty when missing. */
export interface UserFiles {
  readonly passwd: string;
  readonly group: string;
}

/**
 * Docker's `-u`: `name`, `uid`, `name:group`, `uid:gid`, ... (moby/sys/user, GetExecUser). Numbers need no entry. Supplementary groups
 * come from the group file only when no group was named.
 */
export function resolveUser(spec: string, files: UserFiles, groupAdd: readonly string[] = []): ResolvedUser {
  const [userPart = '', groupPart = ''] = spec.split(':');
  const passwd = fields(files.passwd);
  const groups = fields(files.group);
  const uidArgument = number(userPart);
  const entry = passwd.find(([name, , uid]) =>
    userPart === '' ? number(uid ?? '') === 0 : name === userPart || (uidArgument !== undefined && number(uid ?? '') === uidArgument),
  );
  if (entry === undefined && userPart !== '' && uidArgument === undefined) {
    throw new EngineError('invalid', `unable to find user ${userPart}: no matching entries in passwd file`);
  }
  const uid = entry === undefined ? (uidArgument ?? 0) : (number(entry[2] ?? '') ?? 0);
  if (uid < 0 || uid > 2 ** 31 - 1) throw new EngineError('invalid', 'uids and gids must be in range 0-2147483647');
  const name = entry?.[0];
  let gid = number(entry?.[3] ?? '') ?? 0;
  let supplementary: number[] = [];
  if (groupPart !== '') gid = findGroup(groups, groupPart);
  else if (name !== undefined) {
    supplementary = groups
      .filter(([, , , members = '']) => members.split(',').includes(name))
      .flatMap(([, , id]) => number(id ?? '') ?? []);
  }
  // The only difference in words is the capital letter (moby/sys/user: GetExecUser, GetAdditionalGroups).
  const added = groupAdd.map((group) => findGroup(groups, group, 'Unable'));
  return {
    uid,
    gid,
    groups: [...new Set([gid, ...supplementary, ...added])],
    home: entry?.[5] || '/',
  };
}

function findGroup(groups: string[][], wanted: string, unable = 'unable'): number {
  const id = number(wanted);
  const entry = groups.find(([name, , gid]) => name === wanted || (id !== undefined && number(gid ?? '') === id));
  const found = number(entry?.[2] ?? '') ?? id;
  if (found === undefined) throw new EngineError('invalid', `${unable} to find group ${wanted}: no matching entries in group file`);
  return found;
}

function fields(file: string): string[][] {
  return file
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.trim().split(':'));
}

function number(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}
