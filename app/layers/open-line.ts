import type { StepOrigin } from '../../engine/insight/insight.ts';
import { documents, loadMonaco, modelOf } from '../editor/documents.ts';
import { files } from '../files/files.ts';
import { whenStarted } from '../session/engine.ts';
import { openView } from '../session/view.ts';

type Line = NonNullable<StepOrigin['line']>;

/** Files of the workspace that may be the Dockerfile: it is named as it was given, relative to a folder that is not known. */
export const candidates = ({ dockerfile }: Line, paths: readonly string[]): string[] =>
  paths.filter((path) => path === dockerfile || path.endsWith(`/${dockerfile}`));

/** Opens the Dockerfile in the editor at the line. Of several the one that was built, or the one next to the top. */
export async function openDockerfile(line: Line): Promise<void> {
  const found = candidates(
    line,
    (files.get().entries ?? []).map(({ path }) => path),
  ).sort((a, b) => a.length - b.length);
  const path = found.length > 1 ? ((await builtFrom(line, found)) ?? found[0]) : found[0];
  if (path === undefined) return;
  openView({ kind: 'editor', path });
  const { monaco } = await loadMonaco();
  await whenRead(path);
  // Where there is an editor, it takes the file soon.
  for (let frames = 0; frames < 300; frames++) {
    const editor = monaco.editor.getEditors().find((each) => each.getModel() !== null && each.getModel() === modelOf(path));
    if (editor) {
      editor.setSelection(new monaco.Range(line.start, 1, line.end, editor.getModel()?.getLineMaxColumn(line.end) ?? 1));
      editor.revealLineInCenter(line.start);
      editor.focus();
      return;
    }
    await new Promise(requestAnimationFrame);
  }
}

/** However long the machine takes for it. */
function whenRead(path: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (documents.get().open.some((one) => one.path === path && one.status === 'loading')) return;
      stop();
      resolve();
    };
    const stop = documents.subscribe(look);
    look();
  });
}

async function builtFrom({ build }: Line, paths: readonly string[]): Promise<string | undefined> {
  const { insight, workspace } = await whenStarted;
  const source = (await insight.builds()).find(({ id }) => id === build)?.source;
  for (const path of paths) if (new TextDecoder().decode(await workspace.read(path)) === source) return path;
  return undefined;
}
