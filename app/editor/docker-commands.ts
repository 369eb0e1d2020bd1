import { folderOf, nameOf } from './language.ts';

/** The commands that Build and Run type for a Dockerfile: what a person would write by hand, run from /workspace. */
export interface DockerCommands {
  readonly build: string;
  readonly run: string;
}

export function commandsFor(path: string, text: string): DockerCommands {
  const folder = folderOf(path);
  const file = nameOf(path);
  const name = imageName(folder, file);
  const context = folder === '' ? '.' : quote(folder);
  const where = file === 'Dockerfile' ? '' : ` -f ${quote(path)}`;
  const ports = exposedPorts(text).map((port) => ` -p ${port < 1024 ? port + 8000 : port}:${port}`);
  return { build: `docker build -t ${name}${where} ${context}`, run: `docker run --rm -it${ports.join('')} ${name}` };
}

/** The folder's name; for the workspace itself `web`; `Dockerfile.dev` gives a tag. A repository's name has no capitals. */
function imageName(folder: string, file: string): string {
  const clean = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
  const tag = /^(?:Dockerfile|Containerfile)\.(.+)$/i.exec(file)?.[1] ?? file.replace(/\.?(?:dockerfile|containerfile)$/i, '');
  return `${clean(nameOf(folder)) || 'web'}${clean(tag) ? `:${clean(tag)}` : ''}`;
}

/** EXPOSE of the last stage, TCP only: numbers and ranges; what holds a variable is left out. */
function exposedPorts(text: string): number[] {
  const lastStage = text.split(/^\s*FROM\s/im).at(-1) ?? '';
  const joined = lastStage.replace(/\\\r?\n/g, ' ');
  const ports = [...joined.matchAll(/^\s*EXPOSE\s+(.+)$/gim)].flatMap((match) => (match[1] ?? '').split(/\s+/));
  return [...new Set(ports.filter((port) => /^\d+(\/tcp)?$/i.test(port)).map((port) => Number.parseInt(port, 10)))];
}

const quote = (text: string): string => (/^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
