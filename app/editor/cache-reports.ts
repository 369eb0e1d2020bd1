import type { BuildReport } from '../../engine/insight/insight.ts';
import { whenStarted } from '../session/engine.ts';
import { createStore } from '../session/store.ts';
import type { Match } from './cache-match.ts';

/** The builds of this machine, newest first; and those that the visitor no longer wants to be shown. */
export interface Builds {
  readonly reports: readonly BuildReport[];
  readonly hidden: ReadonlySet<string>;
}

export const builds = createStore<Builds>({ reports: [], hidden: new Set() });

/** By the path of an open Dockerfile: the build that its marks tell of. */
export const shown = createStore<ReadonlyMap<string, Match>>(new Map());

const remembered = 50;

/** From when the editor is there, for as long as the page. */
export function followBuilds(): void {
  void whenStarted.then((engine) => {
    engine.onBuild((report) => builds.set((state) => ({ ...state, reports: joined([...state.reports, report]) })));
    // What was told meanwhile is later.
    engine.insight.builds().then(
      (earlier) => builds.set((state) => ({ ...state, reports: joined([...earlier, ...state.reports]) })),
      () => undefined,
    );
  });
}

/** The last one of each build. */
function joined(reports: readonly BuildReport[]): BuildReport[] {
  const latest = new Map(reports.map((report) => [report.id, report]));
  return [...latest.values()].sort((a, b) => b.started - a.started).slice(0, remembered);
}

export function hideBuild(id: string): void {
  builds.set((state) => ({ ...state, hidden: new Set([...state.hidden, id]) }));
}
