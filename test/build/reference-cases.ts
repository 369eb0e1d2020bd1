// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the words of a Dockerfile look like this
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { collect } from '../../engine/base/stream.ts';
import { contextOf, type Files } from './bench.ts';
import type { BuildCase } from './cases.ts';

/** Section by section of the Dockerfile reference, in the manner of buildah's conformance tests. */

const files: Files = {
  'a.txt': 'alpha\n',
  'b.txt': 'beta\n',
  'app/': '',
  'app/main.sh': { mode: 0o755, content: '#!/bin/sh\necho main\n' },
  'app/conf/': { mode: 0o700, type: 'directory' },
  'app/conf/app.ini': { mode: 0o640, content: '[app]\n' },
  'app/link': '-> conf/app.ini',
};

/** What an archive can hold that a context cannot. */
const specialFiles: Files = {
  'bin/': { mode: 0o755 },
  'bin/ping': {
    mode: 0o4755,
    content: 'ping',
    xattrs: new Map([['security.capability', Uint8Array.of(1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)]]),
  },
  'dev/': { mode: 0o755 },
  'nodes/': { mode: 0o1777 },
  'nodes/fifo': { type: 'fifo', mode: 0o600 },
  'nodes/null': { type: 'char', mode: 0o666, major: 1, minor: 3 },
  [`${'d'.repeat(120)}/`]: '',
  [`${'d'.repeat(120)}/${'e'.repeat(120)}/`]: '',
  [`${'d'.repeat(120)}/${'e'.repeat(120)}/${'f'.repeat(120)}`]: 'far below',
  'big-owner': { uid: 3_000_000, gid: 2_097_152, content: 'x' },
  'far-link': `-> ${'t'.repeat(180)}`,
};
const special = await collect(contextOf(specialFiles));
/** BuildKit 0.13 makes a character device of it when it copies it on. */
const withDisk = await collect(contextOf({ ...specialFiles, 'nodes/disk': { type: 'block', mode: 0o660, major: 8, minor: 1, gid: 6 } }));

const test = (name: string, dockerfile: string, more: Partial<BuildCase> = {}): BuildCase => ({ name, dockerfile, files, ...more });

export const referenceCases: readonly BuildCase[] = [
  // Variables
  test(
    'substitution: prefixes and suffixes',
    'FROM bb\nENV P=/usr/local/lib/x.tar.gz S=foobarfoo\nLABEL a=${P#*/} b=${P##*/} c=${P%/*} d=${P%%/*} e=${S#foo} f=${S%foo} g=${S##f*o} h=${S%%o*} i=${P#/usr/?ocal} j=${S#none}',
  ),
  test(
    'substitution: replacement',
    'FROM bb\nENV S=a-b-c\nLABEL a=${S/-/+} b=${S//-/+} c=${S//-/} d=${S/*-/x} e=${S//[a]/z} f=${S/\\-/.} g=${S//-/\\/}',
  ),
  test(
    'substitution: nested defaults',
    'FROM bb\nARG A\nENV B=b\nLABEL a=${A:-${B}} b=${A:-${C:-deep}} c=${B:+${B}${B}} d="${A-"q r"}" e=${A:+no}x f=${B:?never} g=\\${B} h=\'${B}\' i="\'${B}\'"',
  ),
  test('substitution: positional and special', "FROM bb\nENV X=1\nLABEL a=$1 b=${2} c=$$ d=$X_ e=$X.y f=$X-$X g=${X}$X h='$X'$X"),
  test('env: special characters', 'FROM bb\nENV A="a=b" B=c=d C="" D= E=\'\' F=" lead" G=tab\\\tbed H=\\"q\\" I=$'),
  test('env: redefinition keeps the place', 'FROM bb\nENV A=1 B=2\nENV A=3\nENV PATH=/opt/bin:$PATH\nENV B=$A$B'),
  test('env: old form keeps inner quotes', 'FROM bb\nENV A b "c d"  e\nENV B \\$x $A\nENV C a=b'),
  test('arg: scopes of stages', 'FROM bb AS a\nARG X=1\nLABEL x=$X\nFROM bb\nLABEL x=$X y=${X:-none}'),
  test('arg: global with default and stage default', 'ARG V=global\nFROM bb\nARG V=stage\nLABEL v=$V'),
  test('arg: global uses another', 'ARG A=1\nARG B=${A}2\nFROM bb\nARG B\nLABEL b=$B', { newer: 'history' }),
  test('arg: declared twice', 'FROM bb\nARG A=1\nLABEL x=$A\nARG A=2\nLABEL y=$A', {}),
  test('arg: after use is empty before', 'FROM bb\nLABEL x="[$A]"\nARG A=1\nLABEL y=$A', { buildArgs: { A: 'given' }, newer: 'history' }),
  test('arg: several on one line', 'FROM bb\nARG A=1 B C="x y"\nLABEL a=$A b=[$B] c=$C'),
  test('arg: env of the same name in the base wins', 'FROM bb AS base\nENV MODE=prod\nFROM base\nARG MODE=dev\nLABEL m=$MODE'),
  test('arg: proxies need no declaration', 'FROM bb\nRUN echo "[$HTTP_PROXY] [$http_proxy] [$no_proxy]" > /p', {
    buildArgs: { HTTP_PROXY: 'http://proxy:1', no_proxy: 'localhost' },
  }),
  test(
    'arg: platform arguments in every stage',
    'FROM bb AS x\nARG TARGETARCH\nLABEL a=$TARGETARCH\nFROM x\nARG BUILDPLATFORM\nARG TARGETVARIANT\nLABEL b=$BUILDPLATFORM v="[$TARGETVARIANT]"',
    {
      newer: 'history',
    },
  ),
  test('arg: of a target that is not declared', 'FROM bb\nLABEL a="[$TARGETOS]"\nRUN echo "[$TARGETOS]" > /o'),
  // WORKDIR
  test('workdir: relative to the one of the base', 'FROM bb AS a\nWORKDIR /one\nFROM a\nWORKDIR two\nCOPY a.txt .\nRUN pwd > pwd.txt'),
  test('workdir: dots and slashes', 'FROM bb\nWORKDIR //a/./b//\nWORKDIR ../c/\nWORKDIR .', { newer: 'history' }),
  test('workdir: variable of an argument', 'FROM bb\nARG W=w\nWORKDIR /$W/${W}x\nENV W=env\nWORKDIR $W'),
  test('workdir: user who is in no file', 'FROM bb\nUSER 77:88\nWORKDIR /own/deep'),
  test(
    'workdir: existing one keeps its owner',
    'FROM bb\nRUN mkdir /w && chown 5:6 /w && chmod 700 /w\nUSER app\nWORKDIR /w\nRUN id -u > /tmp/u',
  ),
  // USER
  test(
    'user: forms',
    'FROM bb\nRUN chmod 1777 /tmp\nUSER app\nRUN id > /tmp/1\nUSER 1000\nRUN id > /tmp/2\nUSER app:50\nRUN id > /tmp/3\nUSER 4:5\nRUN id > /tmp/4\nUSER root\nRUN id > /tmp/5',
  ),
  test('user: home directory', 'FROM bb\nUSER app\nRUN echo $HOME > /tmp/h\nENV HOME=/elsewhere\nRUN echo $HOME > /tmp/h2'),
  test('user: copy ignores it', 'FROM bb\nUSER app\nCOPY a.txt /x\nADD b.txt /y/z/'),
  test('error: unknown group', 'FROM bb\nUSER app:nogroup\nRUN id'),
  // VOLUME
  test(
    'volume: files put in before and after',
    'FROM bb\nRUN mkdir /v && echo before > /v/a\nVOLUME /v\nRUN echo after > /v/b && rm /v/a\nCOPY a.txt /v/c',
  ),
  // SHELL, CMD, ENTRYPOINT
  test(
    'shell: changes run, cmd and entrypoint',
    'FROM bb\nSHELL ["/bin/sh", "-xc"]\nRUN echo $- > /flags\nCMD one\nSHELL ["/bin/sh", "-c"]\nENTRYPOINT two\nHEALTHCHECK CMD three',
  ),
  test('shell: inherited by stages', 'FROM bb AS a\nSHELL ["/bin/sh", "-ec"]\nFROM a\nRUN echo $- > /flags\nCMD x'),
  test('entrypoint: resets the cmd of the base only', 'FROM bb\nCMD ["mine"]\nENTRYPOINT ["e"]'),
  test('cmd: json with escapes and unicode', 'FROM bb\nCMD ["é", "\\t", "a\\\\b", "\\u0041"]'),
  test(
    'healthcheck: all options',
    'FROM bb\nHEALTHCHECK --interval=1h2m3s --timeout=500ms --start-period=0s --start-interval=2s --retries=0 CMD ["a"]',
  ),
  test('healthcheck: none takes away that of the base', 'FROM bb AS a\nHEALTHCHECK CMD x\nFROM a\nHEALTHCHECK NONE'),
  test('stopsignal: forms', 'FROM bb\nSTOPSIGNAL SIGRTMIN+3\nARG S=KILL\nSTOPSIGNAL $S'),
  test('expose: forms', 'FROM bb\nEXPOSE 1 2/udp 3/tcp 4-5/sctp\nEXPOSE 1/tcp 70/TCP', {}),
  test('label: forms', 'FROM bb\nLABEL a.b.c=1 "with space"="v w" x=\nLABEL one two three\nLABEL q="a \\"b\\" c" m="line \\\nnext"'),
  test('maintainer: the last one counts', 'FROM bb\nMAINTAINER a\nMAINTAINER b <c@d>'),
  // ONBUILD
  test('onbuild: copy and env', 'FROM bb AS a\nONBUILD ENV X=1\nONBUILD COPY a.txt /from-onbuild\nONBUILD LABEL l=$X\nFROM a\nENV Y=$X', {
    newer: 'steps',
  }),
  test('onbuild: not for grandchildren', 'FROM bb AS a\nONBUILD RUN echo t >> /t\nFROM a AS b\nFROM b\nRUN echo last >> /t', {
    newer: 'steps',
  }),
  test('onbuild: all forms are kept', 'FROM bb\nONBUILD ADD . /x\nonbuild run ["a", "b"]\nONBUILD   HEALTHCHECK NONE\nONBUILD ENV A b'),
  // COPY
  test('copy: file over a dangling link', 'FROM bb\nRUN ln -s /nowhere /x\nCOPY a.txt /x'),
  test('copy: into a directory behind a dangling link', 'FROM bb\nRUN ln -s /made /x\nCOPY a.txt /x/'),
  test(
    'copy: relative link in the destination',
    'FROM bb\nRUN mkdir -p /a/real && ln -s real /a/l\nWORKDIR /a\nCOPY a.txt l/\nCOPY app l/app',
  ),
  test('copy: links outside of the context stay links', 'FROM bb\nCOPY d /x', {
    files: { 'd/': '', 'd/up': '-> ../../etc', 'd/root': '-> /etc' },
  }),
  test('copy: a link to a file above', 'FROM bb\nCOPY d/up /x', { files: { 'd/': '', 'd/up': '-> ../f', f: 'target' } }),
  test('copy: modes of directories that are there', 'FROM bb\nRUN mkdir -p /x/conf && chmod 711 /x/conf && chown 9:9 /x/conf\nCOPY app /x'),
  test(
    'copy: owner of new and old directories',
    'FROM bb\nRUN mkdir -p /x/conf\nCOPY --chown=3:4 app /x\nCOPY --chown=5:6 a.txt /x/new/dir/',
  ),
  test('copy: chmod of directories and links', 'FROM bb\nCOPY --chmod=705 app /x\nCOPY --chmod=0 a.txt /y\nCOPY --chmod=1777 app/conf /z'),
  test('copy: several with globs and json', 'FROM bb\nCOPY ["*.txt", "app/*.sh", "/x/"]'),
  test('copy: destination through workdir and env', 'FROM bb\nENV D=deep/er\nWORKDIR /w\nCOPY a.txt $D/\nCOPY a.txt ${D}/../b'),
  test(
    'copy: from a stage by number and name',
    'FROM bb AS Zero\nRUN echo 0 > /f\nFROM bb AS one\nRUN echo 1 > /f\nFROM scratch\nCOPY --from=0 /f /0\nCOPY --from=one /f /1\nCOPY --from=zero /f /z',
  ),
  test(
    'copy: from a stage below its own base',
    'FROM bb AS a\nRUN echo a > /a\nFROM a AS b\nRUN echo b > /b\nFROM b\nCOPY --from=a /a /copy-a\nCOPY --from=b /b /copy-b',
  ),
  test(
    'copy: relative path of a stage is of its root',
    'FROM bb AS a\nWORKDIR /w\nRUN echo x > f\nFROM scratch\nCOPY --from=a w/f /x\nCOPY --from=a ./w /y',
  ),
  test(
    'copy: special files of a stage',
    'FROM bb AS a\nRUN mkdir /n && cd /n && busybox mkfifo -m 600 p && busybox mknod c c 1 3 && chmod 640 c && echo x > f && chmod 6755 f && ln f h && mkdir s && chmod 1770 s\nFROM scratch\nCOPY --from=a /n /m',
    {},
  ),
  test(
    'copy: wild cards of a stage',
    'FROM bb AS a\nRUN mkdir -p /d/x1 /d/x2 && touch /d/x1/a /d/x2/b /d/y\nFROM scratch\nCOPY --from=a /d/x* /o/\nCOPY --from=a /d/[xy]* /p/\nCOPY --from=a /d/*/[ab] /q/',
  ),
  test(
    'copy: opaque and removed directories of a stage',
    'FROM bb AS a\nRUN mkdir -p /d/e && touch /d/e/old /d/gone\nRUN rm -r /d/e /d/gone && mkdir /d/e && touch /d/e/new\nFROM bb\nCOPY --from=a /d /d\nRUN ls -R /d > /list',
  ),
  test(
    'copy: odd bytes in names',
    "FROM bb AS a\nRUN mkdir /o && cd /o && touch \"$(printf 'a\\377b')\" 'new\nline' ' lead' '-dash' 'a\\b' 'ü'\nFROM scratch\nCOPY --from=a /o /p",
  ),
  test('copy: a file with holes', 'FROM bb AS a\nRUN busybox truncate -s 3M /h && echo end >> /h\nFROM scratch\nCOPY --from=a /h /h'),
  test(
    'copy: heredocs of several kinds',
    'FROM bb\nENV V=v\nCOPY <<a.txt <<-"b.txt" c.sh* /d/\n$V \\$V "quoted" \\"x\\"\na.txt\n\t\t$V stays\n\tb.txt\nADD <<x /y\nadded\nx',
    { files: { 'c.sh': 'c\n' } },
  ),
  test('copy: empty heredoc', 'FROM bb\nCOPY <<EOF /empty\nEOF\nRUN <<EOF\nEOF'),
  test(
    'copy: heredoc with variables in its place',
    'FROM bb\nARG N=name\nWORKDIR /w\nCOPY <<EOF $N/${N}.txt\n${N%e} ${U:-unset} $(not run)\nEOF',
  ),
  test('error: copy heredoc without destination', 'FROM bb\nCOPY <<EOF\nx\nEOF'),
  test('error: copy of a parent of the context', 'FROM bb\nCOPY ../../nothere /x'),
  test('error: unknown owner', 'FROM bb\nCOPY --chown=nosuch:nogroup a.txt /x'),
  test('error: name of an owner without a base', 'FROM scratch\nCOPY --chown=app a.txt /x'),
  test('error: duplicate flag', 'FROM bb\nCOPY --chown=1 --chown=2 a.txt /', { newer: 'error' }),
  // ADD
  test('add: what an archive can hold', 'FROM bb\nADD special.tar /s', { files: { 'special.tar': { content: withDisk } } }),
  test('add: archive into the root', 'FROM scratch\nADD special.tgz /', { files: { 'special.tgz': { content: gzipSync(special) } } }),
  test('add: archive then copy of it from a stage', 'FROM scratch AS a\nADD special.tar /\nFROM scratch\nCOPY --from=a / /all/', {
    files: { 'special.tar': { content: special } },
  }),
  test('add: archives by wild card and several', 'FROM bb\nADD *.tar a.txt /x/', {
    files: { 'one.tar': { content: special.slice() }, 'a.txt': 'plain\n' },
  }),
  test('add: truncated archive', 'FROM bb\nADD cut.tgz /x/', { files: { 'cut.tgz': { content: gzipSync(special).subarray(0, 100) } } }),
  test('add: archives of other compressions', 'FROM bb\nADD a.tar.bz2 /b/\nADD noext /n/', {
    files: { 'a.tar.bz2': { content: execFileSync('bzip2', { input: special }) }, noext: { content: gzipSync(special) } },
  }),
  test('add: empty tar', 'FROM bb\nADD empty.tar /x/', { files: { 'empty.tar': { content: new Uint8Array(10240) } } }),
  test('add: directory with an archive inside', 'FROM bb\nADD d /x/', { files: { 'd/': '', 'd/in.tar': { content: special } } }),
  // RUN
  test(
    'run: mounts',
    'FROM bb AS s\nRUN mkdir /src && echo in-stage > /src/f && chmod 600 /src/f\nFROM bb\nRUN --mount=type=bind,from=s,src=/src,dst=/m,rw echo more >> /m/f && cat /m/f > /x\nRUN --mount=type=bind,from=s,source=src,target=rel cat /rel/f > /y\nRUN --mount=type=cache,target=/c,mode=0700,uid=7,gid=8 ls -ld /c > /z && echo kept > /c/k\nRUN --mount=type=cache,dst=/c,ro cat /c/k > /w; touch /c/no 2>> /w || echo refused >> /w'.replace(
      'ls -ld /c > /z',
      'busybox stat -c "%a %u %g" /c > /z',
    ),
  ),
  test(
    'run: cache with its first contents',
    'FROM bb AS s\nRUN mkdir /src && echo seed > /src/f\nFROM bb\nRUN --mount=type=cache,id=seeded,from=s,source=/src,target=/c cat /c/f > /x && echo grown >> /c/f\nRUN --mount=type=cache,id=seeded,from=s,source=/src,target=/c cat /c/f > /y',
  ),
  test(
    'run: caches are told apart',
    'FROM bb\nRUN --mount=type=cache,target=/a,id=i1 echo 1 > /a/f\nRUN --mount=type=cache,target=/b,id=i1 cat /b/f > /x\nRUN --mount=type=cache,target=/a,id=i2 ls -A /a > /y\nRUN --mount=type=cache,target=/a ls -A /a > /z',
  ),
  test(
    'run: tmpfs with a size',
    'FROM bb\nRUN --mount=type=tmpfs,target=/t,size=64k busybox dd if=/dev/zero of=/t/f bs=1k count=128 2>/dev/null; busybox stat -c %s /t/f > /s',
  ),
  test(
    'run: mounts leave their places empty',
    'FROM bb\nRUN --mount=type=tmpfs,target=/new/deep/t touch /new/deep/t/x /new/y\nRUN --mount=type=bind,source=a.txt,target=/f/a.txt cat /f/a.txt > /got',
  ),
  test('run: a secret that is not required', 'FROM bb\nRUN --mount=type=secret,id=none ls /run/secrets > /l 2>&1 || echo none > /l'),
  test('run: an agent that is not required', 'FROM bb\nRUN --mount=type=ssh echo "[$SSH_AUTH_SOCK]" > /s'),
  test('error: required agent', 'FROM bb\nRUN --mount=type=ssh,required=true true'),
  test('error: required agent by name', 'FROM bb\nRUN --mount=type=ssh,id=work,required true'),
  test('error: host network', 'FROM bb\nRUN --network=host id'),
  test('error: unknown network', 'FROM bb\nRUN --network=some id'),
  test('run: without network', 'FROM bb\nRUN --network=none busybox ip -o link | busybox wc -l > /n'),
  test('run: environment', 'FROM bb\nENV A=1\nARG B=2\nRUN env | busybox sort > /env', {}),
  test('run: exec form does not expand', 'FROM bb\nENV A=1\nRUN ["/bin/sh", "-c", "echo $A > /a"]\nRUN ["/bin/busybox", "touch", "/$A"]'),
  test(
    'run: heredocs',
    'FROM bb\nARG A=arg\nRUN <<EOF cat > /one\n$A "$A" \\$A\nEOF\nRUN <<\'EOF\' cat > /two\n$A \\$A\nEOF\nRUN cat <<X - > /three && echo <<Y\nx $A\nX\ny\nY\nRUN sh -e <<-E\n\techo $A > /four\n\tE',
  ),
  test('run: removes what it made and links', 'FROM bb\nRUN echo a > /a && ln /a /b && ln -s /a /c && rm /a\nRUN rm /c && mv /b /d'),
  test(
    'run: replaces types',
    'FROM bb\nRUN mkdir /x && touch /x/f /y && ln -s /x /z\nRUN rm -r /x /y && touch /x && mkdir /y && rm /z && mkdir /z',
  ),
  test(
    'run: changes of metadata only',
    'FROM bb\nRUN echo a > /a && mkdir /d && touch /d/f\nRUN chown 5:6 /a && chmod 600 /d/f\nRUN chmod 2755 /d',
  ),
  test('error: run killed by a signal', 'FROM bb\nRUN kill -9 $$'),
  test('error: run in a heredoc', 'FROM bb\nRUN <<EOF\nset -e\nfalse\necho never\nEOF'),
  // Stages and directives
  test('stages: target by number is unknown', 'FROM bb AS a\nFROM bb', { target: '0', newer: 'error' }),
  test('stages: the last of two with one name', 'FROM bb AS a\nRUN echo 1 > /f\nFROM bb AS a\nRUN echo 2 > /f\nFROM a\nRUN cat /f > /g'),
  test('stages: case of target', 'FROM bb AS Build\nRUN echo b > /b\nFROM scratch', { target: 'BUILD' }),
  test(
    'stages: metadata goes on',
    'FROM bb AS a\nENV A=1\nLABEL l=1\nEXPOSE 1\nVOLUME /v\nUSER app\nWORKDIR /w\nENTRYPOINT ["e"]\nCMD ["c"]\nSTOPSIGNAL 3\nHEALTHCHECK CMD h\nFROM a\nLABEL l=2 m=3',
  ),
  test('directives: escape and check', '# escape=`\n# check=skip=all\n\nFROM bb\nENV A=x` B=`\ny\nRUN echo "`"" > /q', {}),
  test('directives: after a comment they are comments', '# hello\n# escape=`\nFROM bb\nENV A=a\\\nb'),
  test('error: directive twice', '# escape=`\n# escape=\\\nFROM bb'),
  test('error: unknown escape', '# escape=x\nFROM bb'),
  test(
    'parser: continuations, comments, blank lines',
    'FROM bb\n\n  # indented comment\nRUN echo one \\\n  # in between\n\n  two \\ \n  three > /x\n   \nENV A=1 \\\n# c\n B=2',
  ),
  test('parser: windows line ends and a byte order mark', '\ufeffFROM bb\r\nENV A=1 \\\r\n  B=2\r\nRUN echo "$A" > /a\r\n'),
  test('parser: last line without an end', 'FROM bb\nRUN echo x > /x \\'),
  test('error: flag without a value', 'FROM bb\nCOPY --chown a.txt /', { newer: 'error' }),
  test('error: from with four words', 'FROM bb AS a b'),
  test('error: arg before from is the only one allowed', 'ENV A=1\nFROM bb'),
  test('error: unset with a message', 'FROM bb\nARG V\nENV A=${V:?give V}'),
  test('error: healthcheck without a command', 'FROM bb\nHEALTHCHECK CMD'),
  test('error: healthcheck interval', 'FROM bb\nHEALTHCHECK --interval=1us CMD x'),
  test('error: shell form of shell', 'FROM bb\nSHELL sh -c'),
  test('error: workdir without a path', 'FROM bb\nWORKDIR'),
  test('error: mount type', 'FROM bb\nRUN --mount=type=nfs,target=/x true'),
  test('error: mount without target', 'FROM bb\nRUN --mount=type=cache true'),
  test('error: mount key', 'FROM bb\nRUN --mount=type=bind,targt=/x true'),
  test('error: mount from a later stage', 'FROM bb AS a\nRUN --mount=from=b,target=/b true\nFROM bb AS b'),
  // --link, with the containerd image store: the graph drivers of Docker know no merging
  test(
    'link: layers know nothing of those below',
    'FROM bb\nWORKDIR /w\nRUN mkdir -p /x && ln -s /x /lnk && chmod 700 /x\nCOPY --link a.txt /x/y/\nCOPY --link --chown=1:2 app /x\nCOPY --link a.txt b/\nCOPY --link a.txt /lnk/\nCOPY --link a.txt /z\nCOPY --link --chmod=600 a.txt /c\nADD --link a.txt /tmp/',
    { merge: true },
  ),
  test(
    'link: from a stage onto nothing',
    'FROM bb AS o\nRUN mkdir /d && chown 3:4 /d && echo x > /d/f\nFROM scratch\nCOPY --link --from=o /d /e/d\nCOPY --link --from=o /d/f /e/',
    { merge: true, newer: 'steps' },
  ),
  test('link: archive', 'FROM bb\nADD --link special.tar /s', { merge: true, files: { 'special.tar': { content: special } } }),
  test('error: link with the name of an owner', 'FROM bb\nCOPY --link --chown=app:staff a.txt /q/', { merge: true, newer: 'steps' }),
];
