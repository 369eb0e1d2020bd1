import { Emitter } from '../../base/events.ts';
import { concat } from '../../base/stream.ts';
import type { Agent, CommandSession, GuestProcess, GuestStat } from '../agent.ts';
import type { Channel } from '../channel.ts';
import { pack, unpack } from './archive.ts';
import { type Items, ItemWriter } from './codec.ts';
import { Connection } from './connection.ts';
import { network } from './network.ts';
import { AgentProcess } from './process.ts';
import { AgentSession } from './session.ts';
import { dial, listen, receive } from './sockets.ts';
import { encodeMount } from './spawn.ts';
import * as wire from './wire.ts';

/** A written file travels in pieces, so that no frame comes near the agent's limit. */
const WRITE_CHUNK = 1 << 20;

/** Speaks to the agent at the other end of `channel`. Requests may be made before the agent has said hello. */
export function createAgent(channel: Channel): Agent {
  const commands = new Emitter<CommandSession>();
  const connection = new Connection(channel, (type, items) => {
    if (type === wire.EVENT_COMMAND) commands.emit(new AgentSession(connection, items.number(wire.TAG_OBJECT), items));
  });
  const ask = (type: number, items: ItemWriter): Promise<Items> => connection.request(type, items);
  const at = (path: string): ItemWriter => new ItemWriter().text(wire.TAG_PATH, path);

  return {
    onCommand: commands,
    net: network(connection),
    spawn: (spec) => AgentProcess.spawn(connection, spec),
    pack: (options) => pack(connection, options),
    unpack: (options, tar) => unpack(connection, options, tar),
    listen: (address, onConnection) => listen(connection, address, onConnection),
    dial: (address) => dial(connection, address),
    receive: (address, answer) => receive(connection, address, answer),
    dispose: () => connection.dispose(),

    async mkdir(path, options) {
      await ask(
        wire.REQ_MKDIR,
        at(path)
          .u32(wire.TAG_MODE, options?.mode)
          .u32(wire.TAG_FLAGS, options?.parents ? wire.MKDIR_PARENTS : 0),
      );
    },

    async readFile(path) {
      const pieces: Uint8Array[] = [];
      let size = 0;
      for (;;) {
        const reply = await ask(wire.REQ_READ_FILE, at(path).u64(wire.TAG_OFFSET, size > 0 ? BigInt(size) : undefined));
        const piece = reply.bytes(wire.TAG_BYTES) ?? new Uint8Array(0);
        pieces.push(piece.slice());
        size += piece.length;
        if (piece.length < wire.READ_MAX) return concat(pieces, size);
      }
    },

    async writeFile(path, data, options) {
      const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
      const requests: Promise<Items>[] = [];
      for (let start = 0; start === 0 || start < bytes.length; start += WRITE_CHUNK) {
        const append = options?.append || start > 0;
        const items = at(path)
          .u32(wire.TAG_FLAGS, append ? wire.WRITE_APPEND : 0)
          .u32(wire.TAG_MODE, options?.mode)
          .u32(wire.TAG_UID, options?.uid)
          .u32(wire.TAG_GID, options?.gid)
          .raw(wire.TAG_BYTES, bytes.subarray(start, start + WRITE_CHUNK));
        requests.push(ask(wire.REQ_WRITE_FILE, items));
      }
      await Promise.all(requests);
    },

    async stat(path, options) {
      const reply = await ask(wire.REQ_STAT, at(path).u32(wire.TAG_FLAGS, options?.follow ? wire.STAT_FOLLOW : 0));
      return reply.u32(wire.TAG_MODE) === undefined ? undefined : statOf(reply);
    },

    async readlink(path) {
      return (await ask(wire.REQ_READLINK, at(path))).text(wire.TAG_TARGET) ?? '';
    },

    async symlink(target, path) {
      await ask(wire.REQ_SYMLINK, at(path).text(wire.TAG_TARGET, target));
    },

    async rename(from, to) {
      await ask(wire.REQ_RENAME, at(from).text(wire.TAG_TARGET, to));
    },

    async remove(path, options) {
      await ask(wire.REQ_REMOVE, at(path).u32(wire.TAG_FLAGS, options?.recursive ? wire.REMOVE_RECURSIVE : 0));
    },

    async readdir(path) {
      return (await ask(wire.REQ_READDIR, at(path))).texts(wire.TAG_NAME);
    },

    async statfs(path) {
      const reply = await ask(wire.REQ_STATFS, at(path));
      return {
        blockSize: reply.number(wire.TAG_BLOCK_SIZE),
        blocks: reply.number(wire.TAG_BLOCKS),
        blocksFree: reply.number(wire.TAG_BLOCKS_FREE),
        blocksAvailable: reply.number(wire.TAG_BLOCKS_AVAILABLE),
      };
    },

    async mount(mount) {
      await ask(wire.REQ_MOUNT, encodeMount(new ItemWriter(), mount));
    },

    async unmount(path, options) {
      await ask(wire.REQ_UNMOUNT, at(path).u32(wire.TAG_FLAGS, options?.lazy ? wire.UNMOUNT_LAZY : 0));
    },

    async processes(cgroup) {
      const reply = await ask(wire.REQ_PROCESSES, new ItemWriter().text(wire.TAG_CGROUP, cgroup));
      return reply.nested(wire.TAG_PROCESS).map(processOf);
    },

    async setClock(now) {
      await ask(wire.REQ_SET_CLOCK, new ItemWriter().u64(wire.TAG_TIME, BigInt(Math.round(now * 1000)) * 1000n));
    },

    async reseed(bytes) {
      await ask(wire.REQ_RESEED, new ItemWriter().raw(wire.TAG_BYTES, bytes));
    },
  };
}

function statOf(items: Items): GuestStat {
  const target = items.text(wire.TAG_TARGET);
  return {
    mode: items.number(wire.TAG_MODE),
    uid: items.number(wire.TAG_UID),
    gid: items.number(wire.TAG_GID),
    size: items.number(wire.TAG_SIZE),
    mtime: Number(BigInt.asIntN(64, items.u64(wire.TAG_TIME) ?? 0n)) / 1e6,
    ino: items.number(wire.TAG_INODE),
    rdev: { major: items.number(wire.TAG_MAJOR), minor: items.number(wire.TAG_MINOR) },
    nlink: items.number(wire.TAG_LINKS),
    ...(target === undefined ? {} : { target }),
  };
}

function processOf(items: Items): GuestProcess {
  return {
    pid: items.number(wire.TAG_PID),
    ppid: items.number(wire.TAG_PPID),
    uid: items.number(wire.TAG_UID),
    state: items.text(wire.TAG_STATE) ?? '?',
    utime: items.number(wire.TAG_USER_TIME),
    stime: items.number(wire.TAG_SYSTEM_TIME),
    startTime: items.number(wire.TAG_START_TIME),
    terminal: items.text(wire.TAG_TERMINAL) ?? '',
    threads: items.number(wire.TAG_THREADS),
    rss: items.number(wire.TAG_RSS),
    vsize: items.number(wire.TAG_VSIZE),
    argv: items.texts(wire.TAG_ARG),
    comm: items.text(wire.TAG_NAME) ?? '',
  };
}
