import type { EmbedEvents } from '../../engine/client/embed-protocol.ts';
import { boot } from '../session/engine.ts';
import { handlers } from './handlers.ts';
import { followSteps } from './lesson.ts';
import { mayCommand, shown } from './machine.ts';
import { serveParent } from './serve-parent.ts';

/** Answers the page around this frame, and tells it what happens here. */
export function tellParent(): () => void {
  const parent = serveParent({ handlers, mayCommand, onGreeted: () => steps.tell() });
  /** Tells each new value of something once. */
  const onNew = <E extends keyof EmbedEvents>(event: E, read: () => EmbedEvents[E] | undefined) => {
    let told = read();
    return () => {
      const value = read();
      if (value === undefined || value === told) return;
      told = value;
      parent.emit(event, value);
    };
  };
  const tellBoot = [
    onNew('warning', () => boot.get().warning),
    onNew('error', () => boot.get().failure),
    onNew('error', () => boot.get().crash),
  ];
  let prompted = false;
  const tellShown = [
    onNew('error', () => shown.get().fault),
    () => {
      if (prompted || !shown.get().prompted) return;
      prompted = true;
      parent.emit('ready', undefined);
    },
  ];
  const steps = followSteps((event, value) => parent.emit(event, value));
  const stops = [
    boot.subscribe(() => {
      for (const tell of tellBoot) tell();
    }),
    shown.subscribe(() => {
      for (const tell of tellShown) tell();
    }),
    steps.stop,
    parent.dispose,
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
