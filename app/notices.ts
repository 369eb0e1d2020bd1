/**
 * Writes public/vendor/NOTICES.txt: name, version and whole licence of every npm package that may be part of what is served. Part of
 * `npm run build`, so that it can never be older than what it speaks of. What the guest is made of has its own notices in public/guest.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
/** They build and serve the page; nothing of them is in it. */
const toolsOnly =
  /^(@next\/swc-|@next\/env$|@img\/|@types\/|@polka\/|sharp$|tsx$|esbuild$|@esbuild\/|sirv$|mrmime$|totalist$|fsevents$|caniuse-lite$|baseline-browser-mapping$|detect-libc$|semver$)/;

const listed = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
const folders = [...new Set(listed.split('\n').filter((line) => line.includes('node_modules')))];
const sections = folders
  .map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<string, string>;
    return { folder, name: name ?? '', version, license };
  })
  .filter(({ name }) => !toolsOnly.test(name))
  .sort((a, b) => (a.name < b.name ? -1 : 1))
  .map(({ folder, name, version, license }) => {
    const texts = readdirSync(folder)
      .filter((file) => /^(licen[cs]e|notice|copying|thirdpartynotices)/i.test(file))
      .map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
    return `${name} ${version} (${license})\n\n${texts.join('\n\n') || 'The package carries no licence text beside its name.'}`;
  });

mkdirSync(path.join(root, 'public/vendor'), { recursive: true });
writeFileSync(path.join(root, 'public/vendor/NOTICES.txt'), `${sections.join(`\n\n${'='.repeat(80)}\n\n`)}\n`);
