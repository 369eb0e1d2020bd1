export function WritesView(_: { containers: readonly string[] }) {
  return null;
}
