/** Monaco's language for a file, by its name. */
const byExtension: Readonly<Record<string, string>> = {
  py: 'python',
  html: 'html',
  htm: 'html',
  css: 'css',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  sh: 'shell',
  bash: 'shell',
  env: 'shell',
  md: 'markdown',
  ini: 'ini',
  conf: 'ini',
  cfg: 'ini',
  toml: 'ini',
  dockerfile: 'dockerfile',
};

export const isDockerfile = (path: string): boolean => /^(Dockerfile|Containerfile)(\..+)?$|\.dockerfile$/i.test(nameOf(path));

export function languageOf(path: string): string {
  const name = nameOf(path);
  if (isDockerfile(path) && !name.endsWith('.dockerignore')) return 'dockerfile';
  if (/^\.(docker|git)ignore$|\.dockerignore$/.test(name)) return 'ini';
  if (/^\.(bashrc|profile|env)/.test(name)) return 'shell';
  return byExtension[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'plaintext';
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
