import type { BuildReport } from '../insight/insight.ts';
import type { BootFailure, BootProgress, CommandResult, DockerCommand, DockerEvent, EngineHandle } from './client.ts';

/** `window.drydock` of the playground page: what scripts and tests use. README.md beside this file documents it. */
export interface DrydockApi {
  /** The machine is up and the first terminal shows its prompt. Rejects when the machine cannot start. */
  readonly ready: Promise<void>;
  /** A shell command on the guest's host, in /workspace, unseen. */
  run(command: string, options?: { stdin?: string; cwd?: string; signal?: AbortSignal }): Promise<CommandResult>;
  /** Keys into the visible terminal, as they are; a line feed is Enter. */
  type(text: string): Promise<void>;
  /** A command line typed visibly at a prompt, with Enter, as a click on a lesson's command does. */
  command(line: string): Promise<void>;
  /** The text that the visible terminal shows. */
  screen(): string;
  /** The same of every open terminal. */
  terminals(): string[];
  /** Writes what is pending to the browser's storage. The page does so itself when it is hidden. */
  flush(): Promise<void>;
  /** /workspace. */
  readonly workspace: EngineHandle['workspace'];
  /** The Docker Engine API. */
  readonly docker: EngineHandle['docker'];
  /** What the views read: layers, their files, which one answers, what a container has written. */
  readonly insight: EngineHandle['insight'];
  /** Returns what ends it. */
  on<K extends keyof DrydockEvents>(event: K, listener: (value: DrydockEvents[K]) => void): () => void;
}

export interface DrydockEvents {
  /** Docker's event messages, as `docker events` has them. */
  event: DockerEvent;
  boot: BootProgress;
  /** Each docker command of the guest, when it has ended. */
  command: DockerCommand;
  /** A build has begun, gone on or ended: its steps, by line of the Dockerfile. */
  build: BuildReport;
  /** Changed paths of the workspace. */
  workspace: readonly string[];
  warning: BootFailure;
  crash: BootFailure;
}
