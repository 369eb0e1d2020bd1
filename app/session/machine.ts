import type { EngineHandle } from '../../engine/client/client.ts';
import { documents, followDocuments, openDocument } from '../editor/documents.ts';
import { files, followFiles } from '../files/files.ts';
import { followObjects } from '../objects/objects.ts';
import { openTerminal, terminals } from '../terminal/terminals.ts';
import { installApi } from './api.ts';
import { boot } from './engine.ts';

/** The first terminal, `window.drydock`, and the lists of files and objects, which follow the machine. Returns what ends that. */
export function followMachine(engine: EngineHandle): () => void {
  if (terminals.get().list.length === 0) openTerminal();
  installApi(engine);
  const stops = [followObjects(engine), followFiles(engine), followDocuments(engine)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** When the machine is there, the example's Dockerfile is opened: Monaco is fetched then, and not before. */
export function openFirst(): () => void {
  const stop = files.subscribe(() => {
    const { entries } = files.get();
    if (entries === undefined || boot.get().progress.stage !== 'ready') return;
    stop();
    const paths = entries.map(({ path }) => path);
    const first = ['Dockerfile', 'app.py', 'README.md'].find((path) => paths.includes(path));
    if (first !== undefined && documents.get().open.length === 0) openDocument(first);
  });
  return stop;
}
