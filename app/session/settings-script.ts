/** Where the visitor's choices are kept. */
export const settingsKey = 'drydock.settings';

/** Runs before the first paint, so that neither theme nor panels jump. An embedded page's address names its theme. */
export const settingsScript = `(() => {
  const root = document.documentElement;
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(${JSON.stringify(settingsKey)}) || '{}'); } catch {}
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => { root.dataset.theme = dark.matches ? 'dark' : 'light'; };
  const theme = new URLSearchParams(location.search).get('theme') || kept.theme;
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme; else follow();
  root.dataset.hidden = (kept.hidden || []).join(' ');
  for (const name in kept.sizes || {}) root.style.setProperty('--size-' + name, String(kept.sizes[name]));
})()`;
