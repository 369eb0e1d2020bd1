import type { EmbedEvents, LessonState } from '../../engine/client/embed-protocol.ts';

export function goToLesson(_lesson: string, _step?: string): void {}
export const lessonState = (): LessonState | undefined => undefined;
export const useLessonState = lessonState;
export function followSteps(_emit: <E extends 'step' | 'completed'>(event: E, value: EmbedEvents[E]) => void): {
  tell(): void;
  stop(): void;
} {
  return { tell: () => undefined, stop: () => undefined };
}
