/**
 * The agent's protocol: the same names and numbers as `../image/agent/wire.h`, where frames, items and credit are explained.
 * A test compares the two.
 */

export const WIRE_VERSION = 1;
export const FRAME_HEADER = 12;
export const FRAME_MAX = 8 << 20;
export const READ_MAX = 1 << 20;

export const WINDOW_IN = 65536;
export const WINDOW_OUT = 262144;
export const WINDOW_SESSION = 65536;

// Requests.
export const REQ_SPAWN = 0x01;
export const REQ_RELEASE = 0x02;
export const REQ_SIGNAL = 0x03;
export const REQ_RESIZE = 0x04;
export const REQ_CLOSE = 0x05;
export const REQ_MKDIR = 0x08;
export const REQ_READ_FILE = 0x09;
export const REQ_WRITE_FILE = 0x0a;
export const REQ_STAT = 0x0b;
export const REQ_READLINK = 0x0c;
export const REQ_SYMLINK = 0x0d;
export const REQ_RENAME = 0x0e;
export const REQ_REMOVE = 0x0f;
export const REQ_READDIR = 0x10;
export const REQ_STATFS = 0x11;
export const REQ_MOUNT = 0x12;
export const REQ_UNMOUNT = 0x13;
export const REQ_PACK = 0x18;
export const REQ_UNPACK = 0x19;
export const REQ_LISTEN = 0x1c;
export const REQ_DIAL = 0x1d;
export const REQ_FORWARD = 0x1e;
export const REQ_RECEIVE = 0x1f;
export const REQ_NET_NAMESPACE = 0x20;
export const REQ_NET_REMOVE_NAMESPACE = 0x21;
export const REQ_NET_BRIDGE = 0x22;
export const REQ_NET_REMOVE_LINK = 0x23;
export const REQ_NET_ENDPOINT = 0x24;
export const REQ_NET_LOOPBACK = 0x25;
export const REQ_NET_GATEWAY = 0x26;
export const REQ_PROCESSES = 0x28;
export const REQ_SET_CLOCK = 0x29;
export const REQ_RESEED = 0x2a;

// Streams, both ways.
export const STREAM_DATA = 0x40;
export const STREAM_END = 0x41;
export const STREAM_CREDIT = 0x42;
export const STREAM_RESET = 0x43;
export const STREAM_DATAGRAM = 0x44;

// Engine to a session's client.
export const SESSION_RAW = 0x48;
export const SESSION_CLAIM = 0x49;
export const SESSION_EXIT = 0x4a;

// Agent to engine.
export const EVENT_HELLO = 0x80;
export const EVENT_REPLY = 0x81;
export const EVENT_ERROR = 0x82;
export const EVENT_EXITED = 0x83;
export const EVENT_ACCEPTED = 0x84;
export const EVENT_COMMAND = 0x85;
export const EVENT_SIGNAL = 0x86;
export const EVENT_SIZE = 0x87;
export const EVENT_CLOSED = 0x88;

// The first tag of each item type.
export const ITEM_STRING = 0x01;
export const ITEM_U32 = 0x40;
export const ITEM_U64 = 0x80;
export const ITEM_BYTES = 0xa0;
export const ITEM_NESTED = 0xc0;

// Tags.
export const TAG_PATH = 0x01;
export const TAG_TARGET = 0x02;
export const TAG_SOURCE = 0x03;
export const TAG_TYPE = 0x04;
export const TAG_OPTIONS = 0x05;
export const TAG_ARG = 0x06;
export const TAG_ENV = 0x07;
export const TAG_CWD = 0x08;
export const TAG_ROOT = 0x09;
export const TAG_HOSTNAME = 0x0a;
export const TAG_DOMAINNAME = 0x0b;
export const TAG_CGROUP = 0x0c;
export const TAG_MASKED = 0x0d;
export const TAG_READONLY = 0x0e;
export const TAG_NAME = 0x0f;
export const TAG_VALUE = 0x10;
export const TAG_STEP = 0x11;
export const TAG_INCLUDE = 0x12;
export const TAG_EXCLUDE = 0x13;
export const TAG_HOST = 0x14;
export const TAG_TO_HOST = 0x15;
export const TAG_NAMESPACE = 0x16;
export const TAG_BRIDGE = 0x17;
export const TAG_UNIX = 0x18;
export const TAG_CIDR = 0x19;
export const TAG_GATEWAY = 0x1a;
export const TAG_HOST_NAME = 0x1b;
export const TAG_PROTOCOL = 0x1c;
export const TAG_STATE = 0x1d;
export const TAG_TERMINAL = 0x1e;
export const TAG_ERRNO = 0x40;
export const TAG_PID = 0x41;
export const TAG_MODE = 0x42;
export const TAG_UID = 0x43;
export const TAG_GID = 0x44;
export const TAG_GROUP = 0x45;
export const TAG_FLAGS = 0x46;
export const TAG_ROWS = 0x47;
export const TAG_COLS = 0x48;
export const TAG_NEW_NAMESPACES = 0x49;
export const TAG_SIGNAL = 0x4a;
export const TAG_OBJECT = 0x4b;
export const TAG_MOUNT_FLAGS = 0x4c;
export const TAG_PROPAGATION = 0x4d;
export const TAG_PORT = 0x4e;
export const TAG_TO_PORT = 0x4f;
export const TAG_CODE = 0x50;
export const TAG_TERMINALS = 0x51;
export const TAG_MAJOR = 0x52;
export const TAG_MINOR = 0x53;
export const TAG_RESOURCE = 0x54;
export const TAG_OOM_SCORE = 0x55;
export const TAG_PPID = 0x56;
export const TAG_THREADS = 0x57;
export const TAG_LINKS = 0x58;
export const TAG_BLOCK_SIZE = 0x59;
export const TAG_VERSION = 0x5a;
export const TAG_MTU = 0x5b;
export const TAG_CAPABILITIES = 0x80;
export const TAG_SOFT = 0x81;
export const TAG_HARD = 0x82;
export const TAG_SIZE = 0x83;
export const TAG_TIME = 0x84;
export const TAG_INODE = 0x85;
export const TAG_USER_TIME = 0x86;
export const TAG_SYSTEM_TIME = 0x87;
export const TAG_START_TIME = 0x88;
export const TAG_RSS = 0x89;
export const TAG_VSIZE = 0x8a;
export const TAG_BLOCKS = 0x8b;
export const TAG_BLOCKS_FREE = 0x8c;
export const TAG_BLOCKS_AVAILABLE = 0x8d;
export const TAG_OFFSET = 0x8e;
export const TAG_BYTES = 0xa0;
export const TAG_MAC = 0xa1;
export const TAG_MOUNT = 0xc0;
export const TAG_DEVICE = 0xc1;
export const TAG_LINK = 0xc2;
export const TAG_SYSCTL = 0xc3;
export const TAG_RLIMIT = 0xc4;
export const TAG_JOIN = 0xc5;
export const TAG_PROCESS = 0xc6;

// Bits of TAG_FLAGS, by request.
export const SPAWN_TERMINAL = 1;
export const SPAWN_STDIN = 2;
export const SPAWN_CREATE_CWD = 4;
export const SPAWN_READONLY_ROOT = 8;
export const SPAWN_NO_NEW_PRIVILEGES = 16;
export const SPAWN_INIT = 32;
export const SPAWN_HELD = 64;
export const SIGNAL_GROUP = 1;
export const MKDIR_PARENTS = 1;
export const WRITE_APPEND = 1;
export const STAT_FOLLOW = 1;
export const REMOVE_RECURSIVE = 1;
export const UNMOUNT_LAZY = 1;
export const PACK_METADATA_ONLY = 1;
export const PACK_ONE_FILE_SYSTEM = 2;
export const PACK_INCLUDE_ROOT = 4;
export const UNPACK_NO_OVERWRITE_DIR_NON_DIR = 1;
export const TERMINAL_STDIN = 1;
export const TERMINAL_STDOUT = 2;
export const TERMINAL_STDERR = 4;
