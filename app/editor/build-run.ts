import { files } from '../files/files.ts';
import { whenStarted } from '../session/engine.ts';
import { runInTerminal } from '../terminal/terminals.ts';
import { commandsFor } from './docker-commands.ts';
import { type Documents, modelOf, saveAll } from './documents.ts';
import { isDockerfile } from './language.ts';

/** The Dockerfile that Build and Run are about: the one being edited, else one that is open, else the first of the workspace. */
export function targetDockerfile({ open, active }: Documents, paths: readonly string[]): string | undefined {
  const candidates = [
    ...(active === undefined ? [] : [active]),
    ...open.map(({ path }) => path),
    ...[...paths].sort((a, b) => a.length - b.length),
  ];
  return candidates.find(isDockerfile);
}

/** Types the command visibly; it is run in /workspace, whatever folder the shell is in. */
export async function typeDockerCommand(kind: 'build' | 'run', path: string): Promise<void> {
  await saveAll();
  const engine = await whenStarted;
  const text = modelOf(path)?.getValue() ?? new TextDecoder().decode(await engine.workspace.read(path));
  await runInTerminal(commandsFor(path, text)[kind], '/workspace');
}

export const workspacePaths = (): string[] => (files.get().entries ?? []).filter(({ kind }) => kind === 'file').map(({ path }) => path);
