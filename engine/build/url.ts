/** The last part of a URL's path, as BuildKit names a download. */
export function fileOf(url: string): string {
  const path = new URL(url).pathname.replace(/\/+$/, '');
  return path.slice(path.lastIndexOf('/') + 1) || '__unnamed__';
}
