import { type Command, type Entry, isGroup } from '../../engine/cli/command.ts';
import type { Flag } from '../../engine/cli/flag.ts';
import { root } from '../../engine/cli/tree.ts';

/**
 * Command lines whose requests, output and exit code are compared with the real program's: every flag of every command with good and bad values
 * by its kind, and by hand what flags mean together.
 */

/** The words after a command that make it complete. */
const words: Readonly<Record<string, string>> = {
  attach: 'full',
  commit: 'full',
  cp: '-- full:/x -',
  create: 'busybox',
  diff: 'full',
  events: '',
  exec: 'full ls',
  export: 'full',
  history: 'busybox',
  inspect: 'full',
  kill: 'full',
  logs: 'full',
  ps: '',
  rm: 'full',
  rmi: 'busybox',
  run: 'busybox',
  start: 'full',
  stop: 'full',
  restart: 'full',
  stats: '--no-stream full',
  top: 'full',
  update: 'full',
  wait: 'full',
  images: '',
  info: '',
  version: '',
  'volume create': 'v',
  'volume ls': '',
  'volume inspect': 'vol1',
  'volume rm': 'vol1',
  'volume prune': '-f',
  'network create': 'n1',
  'network ls': '',
  'network inspect': 'net1',
  'network connect': 'net1 full',
  'network disconnect': 'net1 full',
  'network rm': 'net1',
  'network prune': '-f',
  'image inspect': 'busybox',
  'image prune': '-f',
  'image rm': 'busybox',
  'container prune': '-f',
  'container inspect': 'full',
  'system df': '',
  'context ls': '',
  'context inspect': '',
};

const byType: Readonly<Record<string, readonly string[]>> = {
  '': ['', '=true', '=false', '=1', '=T', '=x', '='],
  string: ['=v', '=', ' v'],
  int: ['=5', '=-1', '=0x10', '=0', '=1e3', '=', '=99999999999999999999', '=x'],
  uint16: ['=5', '=-1', '=70000', '=x'],
  uint: ['=5', '=-1', '=x'],
  int64: ['=5', '=x'],
  bytes: ['=5', '=64m', '=1.5g', '=1KiB', '=-1', '=', '=x', '=12q', '=1 g', '=.5k', '=1..5k'],
  duration: ['=5s', '=1m30s', '=5', '=0', '=-1s', '=x', '=5x', '=1.5h', '=500us'],
  list: ['=a=b', '=a', '=', '=a:b'],
  strings: ['=a=b', '=a,b', '='],
  stringArray: ['=a=b', '=a,b', '='],
  map: ['=a=b', '=a', '=', '=a=b=c'],
  filter: ['=name=a', '=NAME= a', '=a', '=', '=status=exited'],
  decimal: ['=1.5', '=.5', '=-1', '=x', '=1e-10', '=3/2', '='],
  ulimit: [
    '=nofile=1',
    '=nofile=1:2',
    '=nofile=2:1',
    '=nofile',
    '=x=1',
    '=nofile=a',
    '=nofile=1:2:3',
    '=nofile=-1',
    '=nofile=1:-1',
    '=',
    '=core=0',
  ],
};

/** Values for flags that have a syntax of their own. */
const byName: Readonly<Record<string, readonly string[]>> = {
  'add-host': ['=a:1.2.3.4', '=a=1.2.3.4', '=a:[::1]', '=a:::1', '=a', '=:1.2.3.4', '=a:host-gateway', '=a:', '=a:x', '=a:1.2.3', '=a=::1'],
  attach: ['=stdout', '=STDERR', '=x', '='],
  'blkio-weight-device': ['=/dev/sda:100', '=/dev/sda', '=/dev/sda:5', '=sda:100', '=/dev/sda:x', '=/dev/sda:0'],
  'cap-add': ['=net_admin', '=CAP_CHOWN', '=all', '=', '= all'],
  'cap-drop': ['=net_admin', '=ALL'],
  cgroupns: ['=host', '=private', '=x', '='],
  'cpuset-cpus': ['=0-3', '=x'],
  device: [
    '=/dev/null',
    '=/dev/null:/dev/n',
    '=/dev/null:/dev/n:r',
    '=/dev/null:r',
    '=/dev/null:/dev/n:q',
    '=x',
    '=a:b:c:d',
    '=',
    '=/dev/null:x',
    '=vendor.com/class=name',
  ],
  'device-cgroup-rule': ['=c 1:3 mr', '=x', '=b *:* rwm', '=a *:* x'],
  'device-read-bps': ['=/dev/sda:1mb', '=/dev/sda', '=sda:1', '=/dev/sda:x', '=/dev/sda:-1'],
  'device-write-bps': ['=/dev/sda:1mb', '=/dev/sda:x'],
  'device-read-iops': ['=/dev/sda:100', '=/dev/sda:x', '=/dev/sda', '=/dev/sda:-1'],
  'device-write-iops': ['=/dev/sda:100', '=/dev/sda:x'],
  dns: ['=1.1.1.1', '=x', '=::1', '='],
  'dns-search': ['=a.b', '=.', '=a b', '=-x', '='],
  'dns-option': ['=ndots:1'],
  env: ['=A=1', '=HOME', '=NOPE', '=', '==x', '=A=', '=A B=1'],
  'env-file': ['=good.env', '=bad.env', '=white.env', '=none.env', '=crlf.env'],
  expose: ['=80', '=80/udp', '=80-82', '=x', '=80:81', '=82-80', '=70000', '=', '=80/x', '=80-/tcp'],
  gpus: [
    '=all',
    '=1',
    '=device=0',
    '=x',
    '=count=a',
    '="device=0,1",capabilities=utility',
    '=driver=x',
    '=count=1,count=2',
    '=foo=1',
    '=capabilities=a,capabilities=b',
    '=options=a=b',
  ],
  'health-retries': ['=3', '=-1'],
  ip: ['=1.2.3.4', '=x', '=::1', '='],
  ip6: ['=::1', '=1.2.3.4'],
  label: ['=a=b', '=a', '==b', '='],
  'label-file': ['=good.env', '=bad.env', '=none.env'],
  link: ['=full', '=full:x', '=a:b:c', '='],
  'link-local-ip': ['=169.254.1.1', '=x'],
  'log-opt': ['=max-size=1k', '=x', '='],
  'log-driver': ['=none', '=json-file'],
  'mac-address': ['=92:d0:c6:0a:29:33', '=x', '=92-d0-c6-0a-29-33'],
  'memory-swap': ['=-1', '=1g', '=x', '=0', '='],
  'memory-swappiness': ['=50', '=-1', '=101', '=-2', '=x'],
  mount: [
    '=type=bind,src=/a,dst=/b',
    '=type=bind,source=./a,target=/b,readonly',
    '=type=volume,dst=/b',
    '=src=v,dst=/b',
    '=type=tmpfs,dst=/b,tmpfs-size=1m,tmpfs-mode=1770',
    '=type=tmpfs,dst=/b,tmpfs-size=x',
    '=type=tmpfs,dst=/b,tmpfs-mode=9',
    '=type=tmpfs,src=/a,dst=/b',
    '=type=x,dst=/b',
    '=type=bind',
    '=dst',
    '=foo=bar,dst=/b',
    '=type=bind,src=/a,dst=/b,ro=x',
    '=type=bind,src=/a,dst=/b,ro=false',
    '=type=bind,src=/a,dst=/b,bind-propagation=shared',
    '=type=bind,src=/a,dst=/b,bind-nonrecursive',
    '=type=bind,src=/a,dst=/b,bind-recursive=disabled',
    '=type=bind,src=/a,dst=/b,bind-recursive=writable',
    '=type=bind,src=/a,dst=/b,bind-recursive=readonly',
    '=type=bind,src=/a,dst=/b,bind-recursive=readonly,readonly,bind-propagation=rprivate',
    '=type=bind,src=/a,dst=/b,bind-recursive=x',
    '=type=bind,src=/a,dst=/b,volume-nocopy',
    '=type=volume,src=v,dst=/b,volume-nocopy,volume-label=a=b,volume-opt=o=x,volume-driver=local',
    '=type=volume,src=v,dst=/b,volume-subpath=x',
    '=type=volume,src=v,dst=/b,bind-propagation=shared',
    '=type=volume,src=v,dst=/b,tmpfs-size=1',
    '=type=volume,src=v,dst=/b,volume-label=a',
    '=type=image,src=i,dst=/b,image-subpath=x',
    '=type=image,src=i,dst=/b,readonly',
    '=type=cluster,src=v,dst=/b',
    '=TYPE=bind,SRC=/a,DST=/b',
    '=type=BIND,src=/a,dst=/b',
    '=type=bind,src=/a,dst=/b,consistency=cached',
    '="type=bind,src=/a",dst=/b',
    '=type=volume,"volume-opt=o=a,b",dst=/b',
    '=type=npipe,src=/a,dst=/b',
    '=',
    '=type=bind, src=/a,dst=/b',
    '=type=bind,src=,dst=/b',
    '=type=bind,src=/a,dst=',
    '=type="bind,dst=/b',
    '=type=bind,src=/a,dst=/b,bind-create-src',
    '=type=bind,src=/a,dst=/b,bind-create-src=false',
    '=type=bind,src=/a,dst=/b,ro=',
    '=type=bind,src= /a,dst=/b',
  ],
  name: ['=x', '=', '=/x'],
  network: [
    '=n',
    '=host',
    '=none',
    '=bridge',
    '=container:full',
    '=container:',
    '=name=n,alias=a,alias=b,ip=1.2.3.4',
    '=name=n,ip6=::1,mac-address=92:d0:c6:0a:29:33',
    '=name=n,driver-opt=a=b',
    '=name=n,driver-opt=a',
    '=name=n,x=y',
    '=alias=a',
    '=name=n,alias',
    '=name=n,gw-priority=3',
    '=name=n,gw-priority=x',
    '=name=n,link-local-ip=169.254.1.1',
    '=name=N,alias=A',
    '=name=host,alias=a',
    '=name=n,ip=x',
    '=',
    '=name=,alias=x',
    '=name=n,mac-address=x',
    '="name=n',
  ],
  'network-alias': ['=a'],
  pid: ['=host', '=container:full', '=x', '=', '=container:'],
  ipc: ['=host', '=private', '=shareable', '=none', '=container:full', '=x'],
  uts: ['=host', '=x', '='],
  userns: ['=host', '=x'],
  publish: [
    '=80',
    '=8080:80',
    '=127.0.0.1:8080:80',
    '=127.0.0.1::80',
    '=8080:80/udp',
    '=8080-8082:80-82',
    '=8080-8090:80',
    '=8080-8082:80-81',
    '=x',
    '=x:80',
    '=80:x',
    '=1:2:3',
    '=[::1]:8080:80',
    '=::1:8080:80',
    '=8080:80/x',
    '=8080:80/TCP',
    '=8080:',
    '=:80',
    '=70000:80',
    '=80:70000',
    '=',
    '=published=8080,target=80',
    '=published=8080,target=80,protocol=udp',
    '=target=80',
    '=published=8080',
    '=published=x,target=80',
    '=mode=host,published=1,target=2',
    '=foo=1,target=80',
    '=target=80,x',
    '=0.0.0.0:8080-8081:80-81/sctp',
    '=80/',
    '=82-80',
    '=localhost:80:80',
    '=1.2.3.4.5:1:2',
    '=fe80::1%eth0:1:2',
    '=a:b:c:d',
    '=8080:80/tcp/udp',
  ],
  pull: ['=always', '=never', '=missing', '=x', '='],
  restart: [
    '=no',
    '=always',
    '=on-failure',
    '=on-failure:3',
    '=on-failure:x',
    '=unless-stopped',
    '=x',
    '=always:3',
    '=:3',
    '=',
    '=on-failure:',
    '=on-failure:-1',
    '=a:b:c',
  ],
  'security-opt': [
    '=no-new-privileges',
    '=no-new-privileges:true',
    '=seccomp=unconfined',
    '=seccomp=none.json',
    '=seccomp=good.json',
    '=seccomp=bad.env',
    '=apparmor=x',
    '=label=disable',
    '=label:disable',
    '=x',
    '=x=y',
    '=',
    '=systempaths=unconfined',
    '=writable-cgroups=true',
  ],
  'shm-size': ['=1g', '=x', '=-1'],
  signal: ['=9', '=KILL', '=x', '='],
  'stop-signal': ['=KILL', '=x'],
  'stop-timeout': ['=5', '=-1', '=0'],
  'storage-opt': ['=size=1g', '=x'],
  sysctl: ['=a=b', '=a', '='],
  annotation: ['=a=b', '=a', '='],
  tmpfs: ['=/a', '=/a:size=1m', '=/a:size=1m,mode=x', '=', '=a'],
  volume: [
    '=/a',
    '=/a:/b',
    '=/a:/b:ro',
    '=v:/b',
    '=./a:/b',
    '=a:b',
    '=',
    '=:',
    '=/a:',
    '=:/b',
    '=/a:/b:x',
    '=/a:/b:ro,z',
    '=~/a:/b',
    '=.:/b',
    '=/a:/b:c:d',
    '=../a:/b',
    '=v:/b:nocopy',
  ],
  'volumes-from': ['=full', '=full:ro', '=full:x'],
  workdir: ['=/a', '=a', '='],
  entrypoint: ['=sh', '=', '=a b'],
  cidfile: ['=made.cid', '=good.env', '=none/x.cid'],
  'detach-keys': ['=ctrl-a', '=ctrl-x,a', '=x-y', '=', '=ctrl-!', '=a,b', '=aa'],
  // Images here have one platform each: those who ask for another are told so by other commands than Docker's.
  platform: ['='],
  since: [
    '=10m',
    '=2024-01-01',
    '=2024-01-01T10:00:00',
    '=2024-01-01T10:00:00Z',
    '=2024-01-01T10:00:00.5+02:00',
    '=1700000000',
    '=1700000000.5',
    '=x',
    '=',
    '=2024-13-01',
    '=0',
    '=2024-01-01T10',
    '=2024-01-01Z',
    '=-5',
  ],
  until: ['=1700000000', '=x', '=2024-01-01T10:00'],
  tail: ['=5', '=all', '=x', '='],
  format: ['=json', '=table', '={{json .}}', '={{.Nope}}', '={{', '=raw', '=table {{.ID}}', '=', '={{.ID}}', '=pretty'],
  type: ['=container', '=image', '=x', '=', '=volume', '=network', '=Container'],
  change: ['=ENV A=1', '='],
  opt: ['=a=b', '=a', '='],
  subnet: ['=10.0.0.0/24', '=x', '=10.0.0.0/24,10.0.1.0/24'],
  gateway: ['=10.0.0.1'],
  'ip-range': ['=10.0.0.0/28'],
  'aux-address': ['=a=10.0.0.5', '=a'],
  'ipam-opt': ['=a=b'],
  alias: ['=a', '=a,b', '='],
  'driver-opt': ['=a=b', '=a'],
  checkpoint: [],
  'checkpoint-dir': [],
  isolation: ['=default'],
  'use-api-socket': [],
  'disable-content-trust': ['=true'],
};

/** Flags whose time of day, or state of this machine, is part of the answer. */
const left: ReadonlySet<string> = new Set(['help', 'tree']);

export function commandLines(): string[][] {
  const all: string[][] = [];
  for (const [path, rest] of Object.entries(words)) {
    const command = entry(path.split(' '));
    for (const [name, flag] of Object.entries(command.flags)) {
      if (left.has(name)) continue;
      for (const value of byName[name] ?? byType[flag.type] ?? ['=x'])
        all.push([...path.split(' '), ...spelled(name, value), ...rest.split(' ').filter(Boolean)]);
      if (flag.short !== '') all.push(...shorthand(path, flag, rest));
    }
    all.push([...path.split(' '), '--no-such-flag', ...rest.split(' ').filter(Boolean)], [...path.split(' '), '-?']);
    all.push([...path.split(' '), ...rest.split(' ').filter(Boolean)]);
  }
  return [...all, ...byHand];
}

function spelled(name: string, value: string): string[] {
  return value.startsWith(' ') ? [`--${name}`, value.slice(1)] : [`--${name}${value}`];
}

/** `-x`, `-xvalue`, `-x=value`, `-x value`; and a flag that lacks its value. */
function shorthand(path: string, flag: Flag<unknown>, rest: string): string[][] {
  const start = path.split(' ');
  const end = rest.split(' ').filter(Boolean);
  if (flag.type === '')
    return [
      [...start, `-${flag.short}`, ...end],
      [...start, `-${flag.short}=false`, ...end],
    ];
  const value = { int: '5', bytes: '64m', filter: 'name=a', list: 'a=b', uint16: '5' }[flag.type] ?? 'x';
  return [
    [...start, `-${flag.short}${value}`, ...end],
    [...start, `-${flag.short}=${value}`, ...end],
    [...start, `-${flag.short}`, value, ...end],
    [...start, `-${flag.short}`],
  ];
}

function entry(path: readonly string[]): Command {
  let found: Entry = root;
  for (const word of path) {
    const next: Entry | undefined = isGroup(found) ? found.commands[word] : undefined;
    if (next === undefined) throw new Error(`no command ${path.join(' ')}`);
    found = next;
  }
  if (isGroup(found)) throw new Error(`${path.join(' ')} is a group`);
  return found;
}

const byHand: readonly string[][] = `
|help|help nope|nope|ps x|rm|run|tag a|tag a b c|rename a|container|container nope|container nope --help|container help|image|volume|network|system|trust|trust key
-v|--version|-D ps -q|--debug=false ps -q|-l debug ps -q|-l foo ps|--log-level= ps -q|--nope ps|-x ps|-H|--host|--tls ps|--tlsverify ps|--context default ps -q|--context nope ps|help -h|-h|ps -h|help --nope
ps -aq|ps -qa --no-trunc|ps -n 3|ps -n3|ps -n=3|ps -l|ps -ln 2|ps --last -5|ps -a --filter status=exited --filter name=a -f name=b|ps --format table -q|ps -s|ps --no-trunc|ps -aqs
run -itd busybox|run -dit --rm busybox sh -c x|run -d busybox -d --rm|run -d -- busybox -x|run --rm -d --restart always busybox|run -d --attach stdout busybox|run -P -d busybox|run -dp8080:80 busybox|run -dp 8080:80 busybox
run -d -v=/a:/b -v /c busybox|run -d -e A=1 -eB=2 --env C busybox|run -d --env-file good.env -e A=2 busybox|run -d --network n --network m busybox|run -d --network n --network n busybox|run -d --network n --network host busybox
run -d --network n --network-alias a --ip 1.2.3.4 busybox|run -d --network name=n,alias=a --network-alias b busybox|run -d --network name=n,ip=1.2.3.4 --ip 1.2.3.5 busybox|run -d --network host --network-alias b busybox|run -d --network host --ip 1.2.3.4 busybox
run -d --net n --net-alias a busybox|run -d --dns-opt a busybox|run -d --no-healthcheck --health-cmd x busybox|run -d --health-cmd x --health-interval 5s --health-retries 3 --health-start-interval 1s busybox|run -d --memory 1g --memory-swap -1 busybox
run -d --read-only --tmpfs /tmp --tmpfs /run:size=1m busybox|run -d --ulimit nofile=1 --ulimit nofile=2 --ulimit core=0 busybox|run -d --sysctl a=b --sysctl c=d busybox|run -d --gpus all --gpus 2 busybox|run -d --log-driver none --log-opt a=b busybox
run -d --log-driver json-file --log-opt a=b --log-opt c busybox|run -d --label-file good.env --label x=y busybox|run -d --init busybox|run -d --init=false busybox|run -d --privileged --cap-add a --cap-drop b --cap-add a busybox|run -d --cap-add all --cap-add net_admin busybox
run -d --entrypoint  busybox|run -it busybox|run -t busybox true|run -i busybox cat|run busybox false|run --rm busybox|run -a stdout busybox|run -a stdin busybox|run -d nobusybox:1|run -q -d busybox|run --pull never -d busybox|run -d --platform linux/386 busybox
run -d --volume-driver x -v a:/b busybox|run -d --mount type=bind,src=.,dst=/b busybox|run -d --name x --hostname y -h z busybox|run -d --isolation x busybox|run -d --expose 80-81 -p 80:80 busybox|run -d BUSYBOX|run -d busybox:|run -d sha256:abc|run -d --device a --device /dev/null busybox
create busybox|create --name x busybox sh -c 'a b'|create -it --cidfile good.env busybox|create --pull always busybox|create nobusybox|create|create --nope
exec full|exec -it full sh|exec -d full x|exec -e A=1 -w /x -u 1 --privileged full x|exec --env-file good.env full x|exec nofull x|exec full sh -c 'exit 4' -x
start full plain|start -a full|start -ai full|start -a full plain|start nofull full|stop full plain nofull|stop -t 5 full|stop --time 5 full|stop -t x full|restart -t 0 full|restart -s KILL full|kill -s 9 full nofull|kill -s= full|rm -f nofull full|rm -fv full|rm -l full|rm /full|rm /
pause full nofull|unpause full|wait full nofull|top full -o pid|top full aux|port full|port full 80|port full 80/udp|port full x|port full 99|port full 80/|port nofull|rename full x|rename full  |diff full|diff nofull|logs -fn 5 full|logs -t --details full|logs --since 5m --until 1m full
update --memory 1g --cpus 2 full plain|update full|update --restart on-failure:2 full|update --restart x:y full|update --pids-limit 5 nofull|update --memory-swap -1 full|export -o out.tar full|export full|commit -a me -m msg -c 'ENV A=1' full img:1|commit full|commit -p=false full x|commit full x@sha256:abc|commit full UPPER
inspect full nofull|inspect --type=image busybox|inspect -s full|inspect --size nope|inspect -f {{.Name}} full plain|inspect -f json full|inspect --type container nofull|inspect net1 vol1|container inspect nofull full|image inspect nobusybox|network inspect nonet net1|volume inspect novol vol1
volume create|volume create a b|volume create --name x|volume create --name x y|volume create -d local -o type=tmpfs -o device=x --label a=b v|volume rm a novol|volume rm -f novol|volume ls -q|volume ls -f dangling=true|volume ls --format {{.Name}}|volume prune -fa|volume prune -f --filter label=x
network create --subnet 10.0.0.0/24 --gateway 10.0.0.1 --ip-range 10.0.0.0/28 --aux-address a=10.0.0.5 n|network create --gateway 10.0.0.1 n|network create --subnet 10.0.0.0/24 --subnet 10.0.0.0/25 n|network create --subnet 10.0.0.0/24 --gateway 10.1.0.1 n|network create --subnet 10.0.0.0/24 --ip-range 10.0.0.0/16 n
network create --subnet 10.0.0.0/24 --subnet 10.0.1.0/24 --gateway 10.0.1.1 --gateway 10.0.0.1 n|network create --subnet x n|network create --ipv6 n|network create --ipv6=false --ipv4=false n|network create -d overlay --attachable --internal --ingress --scope swarm n|network create --config-only n|network create --config-from x n
network create --subnet 10.0.0.0/24 --aux-address a=10.1.0.5 n|network create -o a=b -o c n|network connect --ip 1.2.3.4 --ip6 ::1 --alias a,b --link full:x --link-local-ip 169.254.1.1 --driver-opt a=b --gw-priority 3 net1 full|network disconnect -f net1 full|network rm nonet net1|network rm -f nonet|network ls -q|network ls --no-trunc
container prune -f --filter until=24h|image prune -af|image prune -f --filter label=a|system prune -f|system prune -af --volumes|system prune -f --filter until=1h --volumes|system prune -f --filter label=a|network prune -f|container prune|volume prune|volume prune -a|network prune|image prune|image prune -a|system prune|system prune -a --volumes --filter label=a
images -q|images -a --no-trunc|images --digests|images busybox|images busybox:1|images a b|images --format {{.Repository}}:{{.Tag}}|image ls -f dangling=true|rmi a nob|rmi -f nob|rmi --no-prune a|tag a b|tag a UPPER|tag a b@sha256:x|history busybox|history -q --no-trunc busybox|history -H=false busybox|save busybox|save -o out.tar busybox debian|load -i good.env|load -i none.tar|load -q
events --since 10 --until 20|events -f type=container --until 20|events --format json --until 20|events --format {{.Type}} --until 20|info -f {{.NCPU}}|version -f {{.Server.Version}}|version --format json|info --format json|system df|system df -v|system df --format {{.Type}}|system df --format json|system info|system events --until 5|stats --no-stream|stats --no-stream --all|stats --no-stream nofull|stats --no-stream --format json full|stats --no-stream --no-trunc full
context ls|context show|context inspect|context use default|context use x|context use nope2|context use|context inspect nope|context ls -q|context ls --format json|context show x|compose|compose up|scout|checkpoint ls full|start --checkpoint x full|checkpoint|help checkpoint|system dial-stdio x
cp full:/a -|cp full:/a full:/b|cp a b|cp nofull:/a -|cp none.txt full:/x|cp good.env nofull:/x|cp|cp -|cp : full:/a|cp good.env full:|attach --no-stdin full|attach nofull|attach plain|ps --format {{.Names}} --filter x|ps - |ps --|ps -- a|ps ---a|ps --=a|ps -é|run -h= -d busybox|run -h|--config|ps --help=x|ps --help=false -q
`
  .split(/[|\n]/)
  .map((line) => line.match(/'[^']*'|[^ ]+/g)?.map((word) => word.replace(/^'|'$/g, '')) ?? []);
