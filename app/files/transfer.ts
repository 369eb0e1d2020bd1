import { nameOf } from '../editor/language.ts';
import { whenStarted } from '../session/engine.ts';
import { files } from './files.ts';

/** Files from the visitor's machine into the workspace and back. */

/** Largest file taken in: the workspace lives in the tab's memory. */
export const uploadLimit = 64 * 1024 * 1024;

/** Folders come whole. Answers the names that were too large. */
export async function upload(items: readonly FileSystemEntry[], folder: string): Promise<string[]> {
  const engine = await whenStarted;
  const refused: string[] = [];
  const take = async (entry: FileSystemEntry, into: string): Promise<void> => {
    const path = into === '' ? entry.name : `${into}/${entry.name}`;
    if (entry.isDirectory) {
      await engine.workspace.mkdir(path);
      for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) await take(child, path);
      return;
    }
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    if (file.size > uploadLimit) refused.push(file.name);
    else await engine.workspace.write(path, new Uint8Array(await file.arrayBuffer()));
  };
  for (const item of items) await take(item, folder);
  return refused;
}

export async function uploadFiles(list: readonly File[], folder: string): Promise<string[]> {
  const engine = await whenStarted;
  for (const file of list) {
    if (file.size <= uploadLimit)
      await engine.workspace.write(folder === '' ? file.name : `${folder}/${file.name}`, new Uint8Array(await file.arrayBuffer()));
  }
  return list.filter(({ size }) => size > uploadLimit).map(({ name }) => name);
}

/** A directory reader gives at most a hundred entries a call. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** A file as it is, a folder as a zip archive. */
export async function saveFile(path: string): Promise<void> {
  const { workspace } = await whenStarted;
  const entries = (files.get().entries ?? []).filter((entry) => entry.kind === 'file' && entry.path.startsWith(`${path}/`));
  const isFolder = files.get().entries?.some((entry) => entry.path === path && entry.kind === 'directory');
  if (!isFolder) return offer(nameOf(path), await workspace.read(path));
  const { zipSync } = await import('fflate');
  const contents = await Promise.all(
    entries.map(async (entry) => [entry.path.slice(path.length - nameOf(path).length), await workspace.read(entry.path)] as const),
  );
  offer(`${nameOf(path)}.zip`, zipSync(Object.fromEntries(contents)));
}

function offer(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
