/*
 * The agent's protocol. engine/guest/agent/wire.ts has the same names and numbers, and a test compares the two.
 *
 * A frame is a 12-byte header and a payload:
 *
 *   u8 type, u8 channel, u16 zero, u32 id, u32 size of the payload     (little endian)
 *
 * Zero bytes where a frame could begin are padding. `id` is the request's, or the object's that a stream belongs to: an
 * object (process, connection, transfer, session ...) has the id of the request that made it, or, when the agent made
 * it, one with the top bit set. Payloads are items (below), except those of DATA (bytes) and CREDIT (u32).
 *
 * An item is u32 (length << 8 | tag) and its bytes. The tag's range is its type: see ITEM_*.
 *
 * Streams have credit: a sender starts with the channel's window and may send as many bytes of DATA; CREDIT adds to it.
 */
#ifndef WIRE_H
#define WIRE_H

#define WIRE_VERSION 1
#define FRAME_HEADER 12
#define FRAME_MAX (8 << 20)
/* Bytes of a file that one READ_FILE gives at most. */
#define READ_MAX (1 << 20)

/* Windows: engine to agent (channel 0), agent to engine (channels 1 and 2). A session's channel 0 starts with none. */
#define WINDOW_IN 65536
#define WINDOW_OUT 262144
#define WINDOW_SESSION 65536

enum frame_type {
	/* Requests: answered by REPLY or ERROR. */
	REQ_SPAWN = 0x01,
	REQ_RELEASE = 0x02,
	REQ_SIGNAL = 0x03,
	REQ_RESIZE = 0x04,
	REQ_CLOSE = 0x05,
	REQ_MKDIR = 0x08,
	REQ_READ_FILE = 0x09,
	REQ_WRITE_FILE = 0x0a,
	REQ_STAT = 0x0b,
	REQ_READLINK = 0x0c,
	REQ_SYMLINK = 0x0d,
	REQ_RENAME = 0x0e,
	REQ_REMOVE = 0x0f,
	REQ_READDIR = 0x10,
	REQ_STATFS = 0x11,
	REQ_MOUNT = 0x12,
	REQ_UNMOUNT = 0x13,
	REQ_PACK = 0x18,
	REQ_UNPACK = 0x19,
	REQ_LISTEN = 0x1c,
	REQ_DIAL = 0x1d,
	REQ_FORWARD = 0x1e,
	REQ_RECEIVE = 0x1f,
	REQ_NET_NAMESPACE = 0x20,
	REQ_NET_REMOVE_NAMESPACE = 0x21,
	REQ_NET_BRIDGE = 0x22,
	REQ_NET_REMOVE_LINK = 0x23,
	REQ_NET_ENDPOINT = 0x24,
	REQ_NET_LOOPBACK = 0x25,
	REQ_NET_GATEWAY = 0x26,
	REQ_PROCESSES = 0x28,
	REQ_SET_CLOCK = 0x29,
	REQ_RESEED = 0x2a,
	/* Streams, both ways. RESET: the reader wants no more, or the writer gives up. */
	STREAM_DATA = 0x40,
	STREAM_END = 0x41,
	STREAM_CREDIT = 0x42,
	STREAM_RESET = 0x43,
	/* One datagram with the other side's address (items), both ways; without credit, and lost when nobody takes it. */
	STREAM_DATAGRAM = 0x44,
	/* Engine to a session's client. */
	SESSION_RAW = 0x48,
	SESSION_CLAIM = 0x49,
	SESSION_EXIT = 0x4a,
	/* Agent to engine. */
	EVENT_HELLO = 0x80,
	EVENT_REPLY = 0x81,
	EVENT_ERROR = 0x82,
	EVENT_EXITED = 0x83,
	EVENT_ACCEPTED = 0x84,
	EVENT_COMMAND = 0x85,
	EVENT_SIGNAL = 0x86,
	EVENT_SIZE = 0x87,
	EVENT_CLOSED = 0x88,
};

/* First tag of each type. */
#define ITEM_STRING 0x01 /* bytes and a final NUL */
#define ITEM_U32 0x40
#define ITEM_U64 0x80
#define ITEM_BYTES 0xa0
#define ITEM_NESTED 0xc0 /* items */

enum item_tag {
	TAG_PATH = 0x01,
	TAG_TARGET = 0x02,
	TAG_SOURCE = 0x03,
	TAG_TYPE = 0x04,
	TAG_OPTIONS = 0x05,
	TAG_ARG = 0x06,
	TAG_ENV = 0x07,
	TAG_CWD = 0x08,
	TAG_ROOT = 0x09,
	TAG_HOSTNAME = 0x0a,
	TAG_DOMAINNAME = 0x0b,
	TAG_CGROUP = 0x0c,
	TAG_MASKED = 0x0d,
	TAG_READONLY = 0x0e,
	TAG_NAME = 0x0f,
	TAG_VALUE = 0x10,
	TAG_STEP = 0x11,
	TAG_INCLUDE = 0x12,
	TAG_EXCLUDE = 0x13,
	TAG_HOST = 0x14,
	TAG_TO_HOST = 0x15,
	TAG_NAMESPACE = 0x16,
	TAG_BRIDGE = 0x17,
	TAG_UNIX = 0x18,
	TAG_CIDR = 0x19,
	TAG_GATEWAY = 0x1a,
	TAG_HOST_NAME = 0x1b,
	TAG_PROTOCOL = 0x1c,
	TAG_STATE = 0x1d,
	TAG_TERMINAL = 0x1e,

	TAG_ERRNO = 0x40,
	TAG_PID = 0x41,
	TAG_MODE = 0x42,
	TAG_UID = 0x43,
	TAG_GID = 0x44,
	TAG_GROUP = 0x45,
	TAG_FLAGS = 0x46,
	TAG_ROWS = 0x47,
	TAG_COLS = 0x48,
	TAG_NEW_NAMESPACES = 0x49,
	TAG_SIGNAL = 0x4a,
	TAG_OBJECT = 0x4b,
	TAG_MOUNT_FLAGS = 0x4c,
	TAG_PROPAGATION = 0x4d,
	TAG_PORT = 0x4e,
	TAG_TO_PORT = 0x4f,
	TAG_CODE = 0x50,
	TAG_TERMINALS = 0x51,
	TAG_MAJOR = 0x52,
	TAG_MINOR = 0x53,
	TAG_RESOURCE = 0x54,
	TAG_OOM_SCORE = 0x55,
	TAG_PPID = 0x56,
	TAG_THREADS = 0x57,
	TAG_LINKS = 0x58,
	TAG_BLOCK_SIZE = 0x59,
	TAG_VERSION = 0x5a,
	TAG_MTU = 0x5b,

	TAG_CAPABILITIES = 0x80,
	TAG_SOFT = 0x81,
	TAG_HARD = 0x82,
	TAG_SIZE = 0x83,
	TAG_TIME = 0x84, /* nanoseconds since the epoch */
	TAG_INODE = 0x85,
	TAG_USER_TIME = 0x86,
	TAG_SYSTEM_TIME = 0x87,
	TAG_START_TIME = 0x88,
	TAG_RSS = 0x89,
	TAG_VSIZE = 0x8a,
	TAG_BLOCKS = 0x8b,
	TAG_BLOCKS_FREE = 0x8c,
	TAG_BLOCKS_AVAILABLE = 0x8d,
	TAG_OFFSET = 0x8e,

	TAG_BYTES = 0xa0,
	TAG_MAC = 0xa1,

	TAG_MOUNT = 0xc0,
	TAG_DEVICE = 0xc1,
	TAG_LINK = 0xc2,
	TAG_SYSCTL = 0xc3,
	TAG_RLIMIT = 0xc4,
	TAG_JOIN = 0xc5,
	TAG_PROCESS = 0xc6,
};

/* Bits of TAG_FLAGS, by request. */
enum flag {
	SPAWN_TERMINAL = 1,
	SPAWN_STDIN = 2,
	SPAWN_CREATE_CWD = 4,
	SPAWN_READONLY_ROOT = 8,
	SPAWN_NO_NEW_PRIVILEGES = 16,
	SPAWN_INIT = 32,
	SPAWN_HELD = 64,
	SIGNAL_GROUP = 1,
	MKDIR_PARENTS = 1,
	WRITE_APPEND = 1,
	STAT_FOLLOW = 1,
	REMOVE_RECURSIVE = 1,
	UNMOUNT_LAZY = 1,
	PACK_METADATA_ONLY = 1,
	PACK_ONE_FILE_SYSTEM = 2,
	PACK_INCLUDE_ROOT = 4,
	UNPACK_NO_OVERWRITE_DIR_NON_DIR = 1,
	/* TAG_TERMINALS */
	TERMINAL_STDIN = 1,
	TERMINAL_STDOUT = 2,
	TERMINAL_STDERR = 4,
};

#endif
