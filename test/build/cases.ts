// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the words of a Dockerfile look like this
import { gzipSync } from 'node:zlib';
import { collect } from '../../engine/base/stream.ts';
import { contextOf, type Files } from './bench.ts';

/** A build, to be done by this builder and by a real BuildKit. */
export interface BuildCase {
  readonly name: string;
  readonly dockerfile: string;
  readonly files?: Files;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Asked of a daemon with the containerd image store, whose BuildKit can merge. */
  readonly merge?: boolean;
  /** What BuildKit does otherwise since the version of the golden answers, and this builder with it. */
  readonly newer?: 'steps' | 'history' | 'layers' | 'error';
}

const app: Files = {
  'a.txt': 'alpha\n',
  'b.txt': 'beta\n',
  'run.sh': { mode: 0o755, content: '#!/bin/sh\necho ran\n' },
  'secret.txt': { mode: 0o600, content: 's\n' },
  'src/': '',
  'src/main.c': 'int main;\n',
  'src/lib/': '',
  'src/lib/util.c': 'util\n',
  'src/lib/util.h': 'header\n',
  'src/link': '-> main.c',
  'src/dirlink': '-> lib',
  'empty/': '',
  'docs/': { mode: 0o750, type: 'directory' },
  'docs/README.md': '# readme\n',
  'docs/deep/er/note.md': 'note\n',
};

/** An archive to ADD: links, owners, a directory's mode, a name with `..` inside it. */
const archive = await collect(
  contextOf({
    'dir/': { mode: 0o710, uid: 3, gid: 4 },
    'dir/f': { mode: 0o640, uid: 3, gid: 4, content: 'packed\n' },
    'dir/hard': { type: 'hardlink', linkName: 'dir/f' },
    'dir/l': '-> f',
    abs: '-> /etc/passwd',
    'x/../y': 'dots\n',
  }),
);

const test = (name: string, dockerfile: string, more: Partial<BuildCase> = {}): BuildCase => ({ name, dockerfile, files: app, ...more });

export const cases: readonly BuildCase[] = [
  // Metadata
  test('from only', 'FROM bb'),
  test('scratch with a file', 'FROM scratch\nCOPY a.txt /'),
  test('env forms', 'FROM bb\nENV A=1 B="two words" C=three\\ words\nENV OLD the old form\nENV A=2 D=$A E=${B}s'),
  test('env of one instruction sees what was before', 'FROM bb\nENV abc=hello\nENV abc=bye def=$abc\nENV ghi=$abc'),
  test(
    'env expansion forms',
    'FROM bb\nENV F=archive.tar.gz E=\nENV A=${F%.*} B=${F%%.*} C=${F#*.} D=${E:-dflt} G=${F:+set} H=${NONE-x} I=${F/tar/zip}',
  ),
  test('labels', 'FROM bb\nLABEL z=1 a="x y" "k e"=\'v\'\nLABEL a=2\nLABEL multi="line1\\\n line2"'),
  test('labels of the command line', 'FROM bb\nLABEL a=1', { labels: { a: '2', c: '3' } }),
  test('cmd and entrypoint', 'FROM bb\nCMD ["a", "b c"]\nENTRYPOINT ["/bin/sh", "-c"]'),
  test('entrypoint clears an inherited cmd', 'FROM bb\nENTRYPOINT echo hi'),
  test('cmd before entrypoint stays', 'FROM bb\nCMD ["x"]\nENTRYPOINT ["y"]\nCMD z'),
  test('empty cmd', 'FROM bb\nCMD []\nENTRYPOINT []'),
  test('shell', 'FROM bb\nSHELL ["/bin/sh", "-ec"]\nCMD echo hi\nRUN echo "$0" > /shell'),
  test('expose', 'FROM bb\nARG P=99\nEXPOSE 80 443/tcp 53/UDP 8000-8002 $P'),
  test('volume', 'FROM bb\nVOLUME /a /b\nVOLUME ["/c d"]'),
  test('user and stopsignal', 'FROM bb\nARG U=app\nUSER $U\nSTOPSIGNAL 9\nSTOPSIGNAL SIGINT'),
  test('healthcheck', 'FROM bb\nHEALTHCHECK --interval=1m30s --timeout=5s --start-period=10s --retries=3 CMD wget -q localhost || exit 1'),
  test('healthcheck exec', 'FROM bb\nHEALTHCHECK CMD ["true", "x y"]'),
  test('healthcheck none', 'FROM bb\nHEALTHCHECK NONE'),
  test('maintainer', 'FROM bb\nMAINTAINER Some One <one@example.com>'),
  test('onbuild is kept', 'FROM bb\nONBUILD RUN echo hi\nONBUILD COPY . /app'),
  test('onbuild of a stage', 'FROM bb AS base\nONBUILD RUN echo trigger > /t\nFROM base\nRUN cat /t > /u', { newer: 'steps' }),
  test('odd casing and spaces', 'from bb\n  env   A=1\nrun   echo   "a   b"   >  /x'),
  test('escape directive', '# escape=`\nFROM bb\nENV A=C:\\x B=`$A\nRUN echo one `\n && echo two > /x'),
  test('comments in continuations', 'FROM bb\nRUN echo a \\\n# comment\n  && echo b \\\n\n  && echo c > /x'),
  // ARG
  test('arg default and history', 'FROM bb\nARG WHO=world\nARG EMPTY\nRUN echo hi $WHO > /hi', {}),
  test('build arg', 'FROM bb\nARG WHO=world\nRUN echo hi $WHO > /hi', { buildArgs: { WHO: 'you' }, newer: 'history' }),
  test('env wins over arg', 'FROM bb\nARG X=arg\nENV X=env\nRUN echo $X > /x', { buildArgs: { X: 'given' }, newer: 'history' }),
  test('global arg', 'ARG V=1\nARG BASE=bb\nFROM $BASE\nARG V\nRUN echo v=$V > /v', { newer: 'history' }),
  test('global arg is not seen without ARG', 'ARG V=1\nFROM bb\nRUN echo v=$V > /v'),
  test(
    'platform args',
    'FROM bb\nARG TARGETPLATFORM\nARG TARGETOS\nARG BUILDARCH=mine\nRUN echo $TARGETPLATFORM $TARGETOS $BUILDARCH > /p',
    { newer: 'history' },
  ),
  test('arg in env in arg', 'FROM bb\nARG A=1\nENV B=${A}2\nARG C=${B}3\nLABEL c=$C'),
  test('args are inherited by stages', 'FROM bb AS one\nARG A=1\nENV E=e\nFROM one\nRUN echo $A $E > /x', { newer: 'history' }),
  // WORKDIR
  test('workdir', 'FROM bb\nWORKDIR /a/b\nWORKDIR c\nWORKDIR ../d\nRUN pwd > /pwd'),
  test('workdir of an existing directory', 'FROM bb\nWORKDIR /tmp\nRUN pwd > /pwd'),
  test('workdir root', 'FROM bb\nWORKDIR /\nRUN pwd > /pwd'),
  test('workdir belongs to the user', 'FROM bb\nUSER app\nWORKDIR /home/app/x'),
  test('workdir with a variable', 'FROM bb\nENV D=/x\nWORKDIR $D/y'),
  test('workdir through a link', 'FROM bb\nRUN mkdir /real && ln -s /real /link\nWORKDIR /link/sub\nRUN pwd > /pwd'),
  // COPY
  test('copy a file to a file', 'FROM bb\nCOPY a.txt /x'),
  test('copy a file into a directory', 'FROM bb\nCOPY a.txt /x/'),
  test('copy a file into an existing directory', 'FROM bb\nCOPY a.txt /tmp'),
  test('copy to the root', 'FROM bb\nCOPY a.txt /'),
  test('copy relative', 'FROM bb\nWORKDIR /w\nCOPY a.txt .\nCOPY b.txt sub/\nCOPY a.txt ./c'),
  test('copy a directory', 'FROM bb\nCOPY src /x'),
  test('copy a directory with slashes', 'FROM bb\nCOPY src/ /x/'),
  test('copy a directory into an existing one', 'FROM bb\nRUN mkdir -p /x/lib && touch /x/old && chmod 700 /x\nCOPY src /x'),
  test('copy all', 'FROM bb\nCOPY . /all'),
  test('copy several', 'FROM bb\nCOPY a.txt b.txt src /x/'),
  test('copy globs', 'FROM bb\nCOPY *.txt /x/\nCOPY src/*.c src/l?b /y/\nCOPY [ab].txt /z/\nCOPY */*.md /m/'),
  test('copy a glob of directories', 'FROM bb\nCOPY s* d* /x/'),
  test('copy a glob that matches nothing', 'FROM bb\nCOPY a.txt *.none /x/'),
  test('copy a link', 'FROM bb\nCOPY src/link /x\nCOPY src/link /y/'),
  test('copy a link to a directory', 'FROM bb\nCOPY src/dirlink /x'),
  test(
    'copy with an owner',
    'FROM bb\nCOPY --chown=app:staff src /x\nCOPY --chown=5 a.txt /y\nCOPY --chown=:staff a.txt /z\nCOPY --chown=nobody a.txt /n/',
  ),
  test('copy with an owner, new parents', 'FROM bb\nCOPY --chown=1000:50 a.txt /p/q/r/'),
  test('copy with a mode', 'FROM bb\nCOPY --chmod=600 a.txt /x\nCOPY --chmod=0755 src /y\nCOPY --chmod=4755 run.sh /z/'),
  test('copy json form', 'FROM bb\nCOPY ["a b.txt", "c d/"]', { files: { ...app, 'a b.txt': 'spaces\n' } }),
  test('copy over a file', 'FROM bb\nCOPY a.txt /x\nCOPY b.txt /x'),
  test('copy over a link', 'FROM bb\nRUN ln -s /etc/passwd /x\nCOPY a.txt /x'),
  test(
    'copy through a link',
    'FROM bb\nRUN mkdir /real && ln -s /real /link && ln -s ../../real /tmp/rel\nCOPY a.txt /link/\nCOPY b.txt /tmp/rel/x',
  ),
  test('copy modes and special bits', 'FROM bb\nCOPY f /f\nCOPY d /d', {
    files: { f: { mode: 0o6711, content: 'x' }, 'd/': { mode: 0o3777, type: 'directory' }, 'd/x': { mode: 0o400, content: 'y' } },
  }),
  test('copy hard links', 'FROM bb\nCOPY . /x', { files: { a: 'same', b: { type: 'hardlink', linkName: 'a' } } }),
  test('copy an empty directory', 'FROM bb\nCOPY empty /e\nCOPY empty /f/g/'),
  test('copy a directory onto the root', 'FROM bb\nCOPY src /'),
  test('copy with variables', 'FROM bb\nARG SRC=a\nENV DST=/x\nCOPY ${SRC}.txt $DST/${SRC}'),
  test('copy above the context', 'FROM bb\nCOPY ../a.txt /x\nCOPY /b.txt /y'),
  test(
    'copy inline files',
    'FROM bb\nARG A=v\nCOPY <<one <<"two" /d/\n$A ${A:-x}\n\'q\' "d" \\$A\none\n$A\ntwo\nCOPY <<-EOF /e\n\t\tindented\n\tEOF\nCOPY --chmod=755 <<EOF /f\n#!/bin/sh\nEOF',
  ),
  test('dockerignore', 'FROM bb\nCOPY . /x', { files: { ...app, '.dockerignore': '*.txt\n!b.txt\nsrc/lib\n**/*.md\n!docs/README.md\n' } }),
  test('dockerignore of everything but', 'FROM bb\nCOPY . /x', { files: { ...app, '.dockerignore': '*\n!src/lib/*.h\n' } }),
  test('dockerignore hides the Dockerfile', 'FROM bb\nCOPY . /x', { files: { ...app, '.dockerignore': 'Dockerfile\n.dockerignore\n' } }),
  test('unusual names', 'FROM bb\nCOPY . /x', {
    files: { 'ü ñ.txt': 'u', [`${'long/'.repeat(30)}name`]: 'deep', [`${'n'.repeat(150)}.txt`]: 'long' },
  }),
  // Stages
  test(
    'copy from a stage',
    'FROM bb AS build\nRUN mkdir /out && echo made > /out/f && chmod 640 /out/f && chown app:staff /out/f\nFROM scratch\nCOPY --from=build /out /res\nCOPY --from=0 /out/f /',
  ),
  test(
    'copy from a stage keeps owners and times',
    'FROM bb AS build\nCOPY --chown=7:8 src /s\nFROM bb\nCOPY --from=build /s /t\nCOPY --from=build --chown=1:2 /s/main.c /u/',
  ),
  test('copy from an image', 'FROM scratch\nCOPY --from=bb /etc/passwd /p'),
  test(
    'copy links from a stage',
    'FROM bb AS s\nRUN mkdir /d && echo x > /d/f && ln -s f /d/l && ln -s /d /dl\nFROM scratch\nCOPY --from=s /d /a\nCOPY --from=s /dl /b\nCOPY --from=s /dl/l /c',
  ),
  test('target', 'FROM bb AS one\nRUN echo 1 > /one\nFROM one AS two\nRUN echo 2 > /two\nFROM two\nRUN echo 3 > /three', { target: 'two' }),
  test('unneeded stages are not built', 'FROM bb AS bad\nRUN false\nFROM bb\nRUN echo ok > /ok'),
  test(
    'stage of a stage',
    'FROM bb AS a\nENV X=1\nWORKDIR /w\nUSER app\nFROM a AS b\nRUN id > /tmp/id; pwd >> /tmp/id; echo $X >> /tmp/id',
  ),
  // RUN
  test('run forms', 'FROM bb\nRUN echo shell > /a\nRUN ["/bin/sh", "-c", "echo exec > /b"]\nRUN ["touch", "/c d"]'),
  test(
    'run changes',
    'FROM bb\nRUN mkdir /d && echo 1 > /d/a && echo 2 > /d/b\nRUN rm /d/a && echo 3 >> /d/b && mkdir /d/sub && chmod 700 /d\nRUN rm -r /d && mkdir /d && touch /d/new',
  ),
  test('run removes from the base', 'FROM bb\nRUN rm /etc/group && rm -r /tmp'),
  test('run that changes nothing', 'FROM bb\nRUN true\nRUN true'),
  test('run as a user', 'FROM bb\nRUN chmod 777 /tmp\nUSER app:staff\nRUN id > /tmp/id && touch /tmp/mine'),
  test('run heredoc', 'FROM bb\nRUN <<EOF\necho one > /one\necho two > /two\nEOF'),
  test('run heredoc with a program', 'FROM bb\nRUN cat <<EOF > /out\nhello $HOME\nEOF'),
  test('run heredoc script', 'FROM bb\nRUN <<EOF\n#!/bin/cat\nthis is data\nEOF'),
  test('run quotes', `FROM bb\nRUN echo "a'b" 'c"d' \\$HOME > /x\nENV Q="it's"\nRUN echo "$Q" >> /x`),
  test(
    'run bind mount',
    'FROM bb\nRUN --mount=type=bind,source=src,target=/m cat /m/main.c > /x\nRUN --mount=target=/ctx cp /ctx/a.txt /y || cat /ctx/a.txt > /y',
  ),
  test(
    'run bind mount of a stage',
    'FROM bb AS s\nRUN echo from-s > /f\nFROM bb\nRUN --mount=type=bind,from=s,source=/f,target=/m/f cat /m/f > /x',
  ),
  test('run cache mount', 'FROM bb\nRUN --mount=type=cache,target=/c echo cached > /c/f\nRUN --mount=type=cache,target=/c cat /c/f > /x'),
  test('run tmpfs mount', 'FROM bb\nRUN --mount=type=tmpfs,target=/t echo gone > /t/f\nRUN ls -A /t > /x'),
  // ADD
  test('add like copy', 'FROM bb\nADD a.txt /x\nADD src /y/'),
  test('add archives', 'FROM bb\nADD a.tar /x\nADD a.tgz /y/z', {
    files: { 'a.tar': { content: archive }, 'a.tgz': { content: gzipSync(archive) } },
  }),
  test('add an archive over what is there', 'FROM bb\nRUN mkdir -p /x/dir/f /x/abs && touch /x/dir/keep && ln -s /etc /x/y\nADD a.tar /x', {
    files: { 'a.tar': { content: archive } },
  }),
  test('add what only looks like an archive', 'FROM bb\nADD no.tar /x/\nADD no.gz /y', {
    files: { 'no.tar': 'text', 'no.gz': { content: gzipSync('text') } },
  }),
  test('add an archive with an owner', 'FROM bb\nADD --chown=app:staff a.tar /c', {
    files: { 'a.tar': { content: archive } },
    newer: 'layers',
  }),
  test('copy an archive', 'FROM bb\nCOPY a.tgz /x/', { files: { 'a.tgz': { content: gzipSync(archive) } } }),
  // Corners
  test('copy hidden files', 'FROM bb\nCOPY . /a\nCOPY .* /b/\nCOPY * /c/', {
    files: { '.hidden': 'h', '.d/': '', '.d/x': 'x', seen: 's' },
  }),
  test('copy quoted and escaped names', 'FROM bb\nCOPY "a b" /x/\nCOPY \\[x\\].txt /y/\nCOPY ["[[]x].txt", "/z/"]', {
    files: { 'a b': '1', '[x].txt': '2' },
  }),
  test('copy with two stars', 'FROM bb\nCOPY **/*.c /x/\nCOPY src/** /y/'),
  test('copy a dangling link in a directory', 'FROM bb\nCOPY d /x', {
    files: { 'd/': '', 'd/l': '-> nowhere', 'd/abs': '-> /etc/passwd' },
  }),
  test('copy a directory over a link to a directory', 'FROM bb\nRUN mkdir /real && ln -s /real /x\nCOPY src /x'),
  test('copy into a linked directory below', 'FROM bb\nRUN mkdir -p /x /real && ln -s /real /x/lib\nCOPY src/lib/util.c /x/lib/'),
  test('error: copy a directory over a link inside', 'FROM bb\nRUN mkdir -p /x /real && ln -s /real /x/lib\nCOPY src /x'),
  test('copy link flag', 'FROM bb\nCOPY --link a.txt /x/\nCOPY --link --chown=1:1 src /y'),
  test('copy twice the same', 'FROM bb\nCOPY a.txt /x\nCOPY a.txt /x'),
  test('copy over a stage file with another mode', 'FROM bb\nRUN echo old > /x && chmod 700 /x && chown app /x\nCOPY a.txt /x'),
  test('copy a dot', 'FROM bb\nWORKDIR /w\nCOPY src/. .\nCOPY ./docs ./d/.'),
  test('copy to a dotted destination', 'FROM bb\nCOPY a.txt /x/../y/./z\nCOPY b.txt ../../up'),
  test('copy after removal', 'FROM bb\nCOPY src /x\nRUN rm -r /x/lib /x/main.c\nCOPY src/lib /x/lib'),
  test(
    'copy from a stage after removal',
    'FROM bb AS s\nCOPY src /x\nRUN rm -r /x/lib && mkdir /x/lib && touch /x/lib/new\nFROM scratch\nCOPY --from=s /x /',
  ),
  test('numeric user and group', 'FROM bb\nUSER 12:34\nRUN id -u > /tmp/u; id -g >> /tmp/u\nWORKDIR /made'),
  test('user with a group name', 'FROM bb\nUSER app:staff\nWORKDIR /made/by'),
  test('workdir with spaces and quotes', 'FROM bb\nWORKDIR "/a b"\nWORKDIR c\\ d\nRUN pwd > /pwd'),
  test('variables in titles', 'FROM bb\nARG V=1\nENV D=/d\nRUN echo "$V" \'$V\' ${V:-x} $UNSET > /o\nWORKDIR $D/$V\nCOPY a.txt "$D/x y"'),
  test('arg with quotes', `FROM bb\nARG A="two words" B='q' C=\\"\nLABEL a=$A b=$B c=$C\nRUN echo "$A" > /a`),
  test('env in many lines', 'FROM bb\nENV A=1 \\\n    B=2 \\\n    # comment\n    C="3 \\\n4"'),
  test('label quoting', 'FROM bb\nLABEL a="x\\"y" b=\'$HOME\' c=\\$HOME "d"=1 e="${NONE:-f}"'),
  test('cmd quoting', 'FROM bb\nCMD echo "a b" \'c\' $HOME\nENTRYPOINT ["a\\"b", "\\u00e9", ""]'),
  test('json that is none', "FROM bb\nCMD ['single', 'quotes']\nENTRYPOINT [\"open\""),
  test('volume forms', "FROM bb\nARG V=/v\nVOLUME $V/x\nVOLUME ['/not-json']"),
  test('onbuild heredoc', 'FROM bb AS a\nONBUILD RUN <<EOF\necho hi > /hi\nEOF\nFROM a', { newer: 'steps' }),
  test('many steps are numbered in columns', `FROM bb\n${Array.from({ length: 10 }, (_, index) => `WORKDIR /w${index}`).join('\n')}`),
  test('stage names in any case', 'FROM bb AS Build\nRUN echo 1 > /one\nFROM bb\nCOPY --from=BUILD /one /two'),
  test('a stage named like an image', 'FROM bb AS busybox\nRUN echo mine > /mine\nFROM busybox\nRUN cat /mine > /copy'),
  test('heredocs of copy and run', 'FROM bb\nRUN <<A cat > /a && cat <<B > /b\nin a\nA\nin b\nB\nRUN <<-EOF\n\techo one > /one\n\tEOF'),
  test('inline file with an owner', 'FROM bb\nCOPY --chown=app:staff --chmod=640 <<a <<b /d/\n1\na\n2\nb'),
  test('healthcheck with a shell', 'FROM bb\nSHELL ["/bin/sh", "-e", "-c"]\nHEALTHCHECK --retries=34 --start-period=1h CMD exit 0'),
  test('entrypoint after the cmd of the base', 'FROM bb AS a\nCMD ["x"]\nFROM a\nENTRYPOINT ["y"]'),
  // Lint and errors
  test('error: add of a missing file', 'FROM bb\nADD nofile.tar /x'),
  test('error: copy of git', 'FROM bb\nCOPY https://github.com/a/b.git /x'),
  test('error: copy of a url', 'FROM bb\nCOPY http://x.example/y /x'),
  test('error: bad platform', 'FROM --platform=a/b/c/d bb'),
  test('error: two causes', 'FROM bb\nCOPY\nRUNN'),
  test('error: unterminated quote', 'FROM bb\nENV A="x'),
  test('error: bad substitution', 'FROM bb\nLABEL a=${}'),
  test('error: unknown flag', 'FROM bb\nCOPY --chwon=a a.txt /', { newer: 'error' }),
  test('error: lower case stage', 'FROM bb AS 1x'),
  test('error: copy from a later stage', 'FROM bb AS a\nCOPY --from=b /bin/busybox /x\nFROM bb AS b\nRUN true\nFROM a'),
  test('error: onbuild chain', 'FROM bb\nONBUILD ONBUILD RUN x'),
  test('error: run in the second stage', 'FROM bb AS a\nRUN true\nFROM a AS b\nRUN echo long line && \\\n  false'),
  test('error: unknown instruction', 'FROM bb\n\nRUNN echo'),
  test('error: missing source', 'FROM bb\nCOPY nofile /x'),
  test('error: missing source of a stage', 'FROM bb AS s\nFROM bb\nCOPY --from=s /nofile /x'),
  test('error: run', 'FROM bb\nRUN echo out; echo err >&2; exit 3'),
  test('error: run exec', 'FROM bb\nRUN ["nocmd", "x"]'),
  test('error: run not executable', 'FROM bb\nRUN ["/etc/passwd"]'),
  test('error: unknown user', 'FROM bb\nUSER nobody\nRUN id'),
  test('error: workdir is a file', 'FROM bb\nWORKDIR /etc/passwd'),
  test('error: copy a directory over a file', 'FROM bb\nCOPY src /etc/passwd'),
  test('error: copy below a file', 'FROM bb\nCOPY a.txt /etc/passwd/x'),
  test('error: copy a file over a directory', 'FROM bb\nRUN mkdir -p /x/a.txt\nCOPY a.txt /x/'),
  test('error: copy several without a directory', 'FROM bb\nCOPY a.txt src /x'),
  test('error: signal', 'FROM bb\nSTOPSIGNAL NOPE'),
  test('error: port', 'FROM bb\nEXPOSE abc'),
  test('error: port range', 'FROM bb\nEXPOSE 90-80'),
  test('error: upper case', 'FROM BB'),
  test('error: target', 'FROM bb AS one', { target: 'two' }),
  test('error: stage index', 'FROM bb\nCOPY --from=5 a b'),
  test('error: circular', 'FROM bb AS a\nCOPY --from=b /x /x\nFROM bb AS b\nCOPY --from=a /x /x'),
  test('error: self', 'FROM bb AS a\nCOPY --from=a /x /x'),
  test('error: secret', 'FROM bb\nRUN --mount=type=secret,id=s,required=true true'),
  test('error: mount source', 'FROM bb\nRUN --mount=type=bind,source=nodir,target=/m true'),
  test('error: env', 'FROM bb\nENV a'),
  test('error: empty file', ''),
  test('error: comments only', '# nothing'),
  test('error: required argument', 'FROM bb\nRUN echo\nLABEL a=${B?say B}'),
  test('error: blank base', 'ARG X\nFROM $X'),
  test('error: heredoc without end', 'FROM bb\nRUN <<EOF\necho'),
  test('error: copy from nothing', 'FROM bb\nRUN echo a\nFROM scratch\nCOPY --chown=x:y nothing /'),
];
