import type { DockerClient } from '../api/client/client.ts';
import type { Disposable } from '../base/disposable.ts';
import type { CheckHost } from './evaluate.ts';

/** Where a lesson is followed: what its checks read, what says that it is time to look, and what a reset does. */
export interface LessonHost extends CheckHost {
  readonly docker: CheckHost['docker'] & {
    readonly containers: Pick<DockerClient['containers'], 'remove'>;
    readonly images: Pick<DockerClient['images'], 'remove' | 'tag'>;
    readonly volumes: Pick<DockerClient['volumes'], 'remove'>;
    readonly networks: Pick<DockerClient['networks'], 'remove'>;
    readonly build: Pick<DockerClient['build'], 'prune'>;
    readonly system: Pick<DockerClient['system'], 'diskUsage'>;
  };
  readonly workspace: CheckHost['workspace'] & {
    list(): Promise<ReadonlyArray<{ readonly path: string; readonly kind: string; readonly size: number }>>;
    write(path: string, data: Uint8Array): Promise<void>;
    remove(path: string): Promise<void>;
  };
  /** Docker's events. */
  onEvent(listener: (event: HostEvent) => void): Disposable;
  /** A `docker …` of the guest has ended. */
  onCommand(listener: () => void): Disposable;
  onWorkspaceChange(listener: (paths: readonly string[]) => void): Disposable;
  /** The learner's terminal printed something: what was done there makes no event of Docker, or not always. */
  onActivity(listener: () => void): Disposable;
}

export interface HostEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}
