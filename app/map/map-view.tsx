export function MapView(_: { select?: string }) {
  return null;
}
