import type { DrydockApi } from '../../engine/client/api.ts';
import type { EngineHandle } from '../../engine/client/client.ts';
import type { EmbedState } from '../../engine/client/embed-protocol.ts';
import { openDocument, saveAll } from '../editor/documents.ts';
import { readText } from '../editor/sync.ts';
import { boot, whenStarted } from '../session/engine.ts';
import { showTheme } from '../session/settings.ts';
import { tab } from '../session/tab.ts';
import { closeView } from '../session/view.ts';
import { parseTheme } from './address.ts';
import { goToLesson, lessonState } from './lesson.ts';
import { isSaved, machineState, shown, startMachine } from './machine.ts';
import { type EmbedHandlers, Refusal } from './serve-parent.ts';

/** What the page around the frame may ask for. */
export const handlers: EmbedHandlers = {
  hello() {
    const { failure, crash, warning } = boot.get();
    const fault = shown.get().fault ?? failure ?? crash;
    return { version: 1, machine: machineState(), ...(fault && { failure: fault }), ...(warning && { warning }) };
  },
  start() {
    startMachine();
  },
  goTo: (_context, lesson, step) => inRange(() => goToLesson(lesson, step === undefined ? undefined : String(step))),
  setTheme: (_context, theme) => inRange(() => showTheme(parseTheme(theme))),

  async run({ signal }, command, options) {
    const engine = await running();
    await saveAll();
    return engine.run(command, { ...options, signal });
  },
  async type(_context, text) {
    await (await prompt()).type(text);
  },
  async command(_context, line) {
    const api = await prompt();
    await saveAll();
    await api.command(line);
  },
  async openFile(_context, path) {
    const name = inWorkspace(path);
    const engine = await running();
    await engine.workspace.read(name);
    openDocument(name);
    closeView();
    tab.set('editor');
  },
  async writeFile(_context, path, text) {
    const name = inWorkspace(path);
    await (await running()).workspace.write(name, text);
  },
  async readFile(_context, path) {
    const name = inWorkspace(path);
    const engine = await running();
    await saveAll();
    const text = await readText(engine.workspace, name);
    if (text === undefined)
      throw new Refusal('failed', `${path} is not a text file.`, 'Use run with a command that prints what you need of it.');
    return text;
  },
  async state(): Promise<EmbedState> {
    const { warning } = boot.get();
    const lesson = lessonState();
    const machine = machineState();
    const objects = machine === 'ready' ? await listObjects(await running()) : { containers: [], images: [] };
    return { machine, saved: isSaved(), ...(warning && { warning }), ...(lesson && { lesson }), ...objects };
  },
};

/** The engine, started now if it was not. */
async function running(): Promise<EngineHandle> {
  const { fault } = shown.get();
  if (fault !== undefined) throw new Refusal(fault.cause, fault.message, fault.remedy);
  startMachine();
  const engine = await whenStarted;
  await engine.ready;
  return engine;
}

async function prompt(): Promise<DrydockApi> {
  await running();
  if (window.drydock === undefined) throw new Error('The playground has no terminal.');
  await window.drydock.ready;
  return window.drydock;
}

async function listObjects({ docker }: EngineHandle): Promise<Pick<EmbedState, 'containers' | 'images'>> {
  const [containers, images] = await Promise.all([docker.containers.list({ all: true }), docker.images.list()]);
  return {
    containers: containers.map(({ Id, Names, Image, State, Status }) => ({
      id: Id,
      name: (Names[0] ?? '').replace(/^\//, ''),
      image: Image,
      state: State,
      status: Status,
    })),
    images: images.map(({ Id, RepoTags, Size }) => ({ id: Id, tags: RepoTags ?? [], size: Size })),
  };
}

/** `/workspace/app/main.py` and `app/main.py` are the same file. */
function inWorkspace(path: string): string {
  const name = path.replace(/^\/workspace\//, '').replace(/^(\.\/)+/, '');
  if (name === '' || name.startsWith('/') || name.split('/').includes('..')) {
    throw new Refusal(
      'arguments',
      `${path} is no file of the workspace.`,
      'Name files below /workspace: "Dockerfile", "/workspace/app/main.py".',
    );
  }
  return name;
}

/** What the address may not say is refused as an argument, in the same words. */
async function inRange<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal('arguments', error.message, 'Take one of those.');
    throw error;
  }
}
