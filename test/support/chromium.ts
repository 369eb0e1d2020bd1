import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type LaunchOptions } from 'playwright-core';

const candidates = [
  process.env.CHROME,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Chromium or Chrome of this machine; on Debian, as root, it is installed when there is none. */
export function findChromium(): string {
  const found = candidates.find((file) => file !== undefined && existsSync(file));
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('No Chromium here: installing the package chromium');
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
    ]) {
      spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    }
    if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium';
  }
  throw new Error('The browser tests need Chromium or Chrome: install one, or name it in the environment variable CHROME.');
}

/** Headless; quiet towards the network: nothing but the page under test is asked for. */
const options = (): LaunchOptions => ({
  executablePath: findChromium(),
  headless: true,
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

/** Its contexts are private windows: storage is refused to a frame of another site. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch(options());
}

/** One window with a profile in an empty folder. `foreignStorage`: whether a frame of another site may keep things, as most browsers let it. */
export function launchProfile(
  folder: string,
  { foreignStorage, ...context }: BrowserContextOptions & { readonly foreignStorage: boolean },
): Promise<BrowserContext> {
  const settings = { profile: { cookie_controls_mode: foreignStorage ? 0 : 1, block_third_party_cookies: !foreignStorage } };
  mkdirSync(path.join(folder, 'Default'), { recursive: true });
  writeFileSync(path.join(folder, 'Default/Preferences'), JSON.stringify(settings));
  return chromium.launchPersistentContext(folder, { ...options(), ...context });
}
