/** The visitor's choices and progress: localStorage where the browser lets the page have it, and else as long as the page. */
const own = new Map<string, string>();
let isolated = false;

/** From now on nothing that was kept is read, and nothing is kept: for a page that strangers may command. */
export function isolateStorage(): void {
  isolated = true;
}

export function readKept(key: string): string | undefined {
  if (isolated) return own.get(key);
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return own.get(key);
  }
}

/** Without a value it is forgotten. */
export function keep(key: string, value: string | undefined): void {
  if (value === undefined) own.delete(key);
  else own.set(key, value);
  if (isolated) return;
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Blocked or full: it lasts as long as the page.
  }
}
