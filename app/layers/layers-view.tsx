import type { ViewTarget } from '../../engine/lesson/view.ts';

export function LayersView(_: { target: Extract<ViewTarget, { kind: 'layers' }> }) {
  return null;
}
