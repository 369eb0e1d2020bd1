import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/events.ts';
import { Mutex } from '../base/mutex.ts';
import type { ByteSink } from '../base/stream.ts';
import type { Process } from '../guest/agent.ts';
import type { StagedLayer } from '../image/types.ts';
import type { Published } from '../network/ports.ts';
import type { Sandbox } from '../network/sandbox.ts';
import type { PortMap } from '../network/spec.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ContainerLog } from './log.ts';
import type { WaitResult } from './manager.ts';
import { OutputHub } from './output.ts';
import { type ContainerRecord, type ContainerState, isRunning } from './record.ts';
import type { ResolvedUser } from './users.ts';

/** A container in the engine's memory: its record, and what exists only while the page lives. Changed by the verbs' files. */
export class Container {
  record: ContainerRecord;
  readonly snapshot: Snapshot;
  readonly log: ContainerLog;
  /** Keeps its layers from `rmi -f`. */
  readonly layers: readonly StagedLayer[];
  /** One state change at a time: start, stop, remove. */
  readonly steps = new Mutex();
  /** The streams of this run; before a start, of the next one. */
  streams = new Streams();
  /** While it runs. */
  run: Run | undefined;
  /** What the outside waits for. */
  readonly exited = new Emitter<WaitResult>();
  readonly removed = new Emitter<WaitResult>();
  readonly execs = new Set<string>();
  /** `docker stop` or `kill` is under way: the restart policy must not start it again. */
  stopping = false;
  /** `docker restart` is under way: even `--rm` stays. */
  restarting = false;
  /** `docker rm` is under way. */
  removing = false;
  restartTimer: Disposable | undefined;
  restartDelay = 0;
  gone = false;
  /** The saving of its files after it ended. */
  saving: Promise<void> = Promise.resolve();

  constructor(record: ContainerRecord, parts: { snapshot: Snapshot; log: ContainerLog; layers: readonly StagedLayer[] }) {
    this.record = record;
    this.snapshot = parts.snapshot;
    this.log = parts.log;
    this.layers = parts.layers;
  }

  get id(): string {
    return this.record.id;
  }

  get name(): string {
    return this.record.name;
  }

  get state(): ContainerState {
    return this.record.state;
  }

  get running(): boolean {
    return isRunning(this.record.state.status);
  }

  get tty(): boolean {
    return this.record.config.Tty === true;
  }
}

/** What exists of a container only while it runs. */
export interface Run {
  readonly process: Process;
  readonly sandbox: Sandbox | undefined;
  published: Published | undefined;
  readonly ports: PortMap;
  readonly user: ResolvedUser;
  /** Its directory. */
  readonly cgroup: string;
  /** Stops what goes on beside the program: health checks, checkpoints. */
  readonly stop: Disposable;
  /** After the exit was handled completely. */
  readonly done: Promise<void>;
}

/** The three streams of one run. They exist before the program does, so that clients can attach first. */
export class Streams {
  readonly hub = new OutputHub();
  private resolveStdin: (sink: ByteSink | undefined) => void = () => {};
  /** Undefined when the program ended before it ever began. */
  readonly stdin = new Promise<ByteSink | undefined>((resolve) => {
    this.resolveStdin = resolve;
  });

  connect(process: Process): void {
    this.resolveStdin(process.stdin);
  }

  close(): void {
    this.resolveStdin(undefined);
    this.hub.close();
  }
}
