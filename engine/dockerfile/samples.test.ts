// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the words of a Dockerfile look like this
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Node, parse } from './parser.ts';

/**
 * Whole Dockerfiles and what the parser makes of each instruction: its keyword, flags, arguments (pairs with their equals sign) and heredocs, and
 * its lines. They cover what the samples of BuildKit's own parser cover, which this parser was run against too.
 */
const samples: ReadonlyArray<readonly [name: string, text: string, nodes: readonly string[]]> = [
  [
    'JSON in all instructions that take it',
    'FROM scratch\nADD ["a b", "/c d/"]\nCOPY [ "x" ,"y", "z/" ]\nVOLUME ["/v", "/w x"]\nRUN ["sh", "-c", "echo \\"q\\""]\nSHELL ["sh","-c"]\nONBUILD CMD ["a", "\\u00e9"]\nHEALTHCHECK CMD ["curl", "x"]',
    [
      '"FROM" "scratch" 1-1',
      '"ADD" "a b" "/c d/" json 2-2',
      '"COPY" "x" "y" "z/" json 3-3',
      '"VOLUME" "/v" "/w x" json 4-4',
      '"RUN" "sh" "-c" "echo \\"q\\"" json 5-5',
      '"SHELL" "sh" "-c" json 6-6',
      '"ONBUILD" "CMD" "a" "é" json 7-7',
      '"HEALTHCHECK" "CMD" "curl" "x" json 8-8',
    ],
  ],
  [
    'what is nearly JSON',
    'FROM scratch\nCMD [\'a\', \'b\']\nCMD ["a", "b"\nCMD ["a]\nRUN [ "a" ] x\nENTRYPOINT "[a]"\nCMD []\nRUN [] x',
    [
      '"FROM" "scratch" 1-1',
      '"CMD" "[\'a\', \'b\']" 2-2',
      '"CMD" "[\\"a\\", \\"b\\"" 3-3',
      '"CMD" "[\\"a]" 4-4',
      '"RUN" "[ \\"a\\" ] x" 5-5',
      '"ENTRYPOINT" "\\"[a]\\"" 6-6',
      '"CMD" json 7-7',
      '"RUN" "[] x" 8-8',
    ],
  ],
  [
    'arguments',
    'ARG A\nARG B=1 C="two words" D=\'$x\' E=a\\ b\nFROM base:$A',
    ['"ARG" "A" 1-1', '"ARG" "B=1" "C=\\"two words\\"" "D=\'$x\'" "E=a\\\\ b" 2-2', '"FROM" "base:$A" 3-3'],
  ],
  ['a continuation at the end', 'FROM base\nRUN one && \\\n  two \\', ['"FROM" "base" 1-1', '"RUN" "one &&   two" 2-3']],
  [
    'indentation, comments and blank lines within',
    'FROM base\n  RUN a \\\n      b \\\n# gone\n   # gone too\n      c\n\tENV X=1 \\\n\n\tY=2',
    ['"FROM" "base" 1-1', '"RUN" "a       b       c" 2-6', '"ENV" "X = 1" "Y = 2" 7-9'],
  ],
  [
    'both forms of ENV and LABEL',
    'FROM base\nENV k v w\nENV k=v "l m"=n o=\'p q\' r=s\\ t\nLABEL k  "v w"\nLABEL a= b="" c=\\"d\\"',
    [
      '"FROM" "base" 1-1',
      '"ENV" "k v w" 2-2',
      '"ENV" "k = v" "\\"l m\\" = n" "o = \'p q\'" "r = s\\\\ t" 3-3',
      '"LABEL" "k \\"v w\\"" 4-4',
      '"LABEL" "a = " "b = \\"\\"" "c = \\\\\\"d\\\\\\"" 5-5',
    ],
  ],
  [
    'another escape',
    '# syntax=x\n# escape=`\n\nFROM base\nRUN dir `\n  c:\\`\nENV P=C:\\x Q=a`=b\nCOPY a `\n  b',
    ['"FROM" "base" 4-4', '"RUN" "dir   c:\\\\ENV P=C:\\\\x Q=a`=b" 5-7', '"COPY" "a" "b" 8-9'],
  ],
  [
    'no other escape after a comment',
    '# note\n# escape=`\nFROM base\nRUN a `\nENV B=c \\\n d=e',
    ['"FROM" "base" 3-3', '"RUN" "a `" 4-4', '"ENV" "B = c" "d = e" 5-6'],
  ],
  [
    'escaped and doubled escapes',
    'FROM base\nRUN echo a\\\\\nRUN echo "b\\n" \\\n c\\ d\nLABEL x="\\"y\\\\"',
    [
      '"FROM" "base" 1-1',
      '"RUN" "echo a\\\\\\\\" 2-2',
      '"RUN" "echo \\"b\\\\n\\"  c\\\\ d" 3-4',
      '"LABEL" "x = \\"\\\\\\"y\\\\\\\\\\"" 5-5',
    ],
  ],
  [
    'flags',
    'FROM --platform=linux/386 base AS b\nCOPY --from=b --chown="a b" --link x y\nRUN --mount=type=bind,target=/x --network=none -- a --b\nHEALTHCHECK --interval=5s --retries=3 CMD a --b\nADD --a\\ b=c x y\nCOPY "--from" y',
    [
      '"FROM" "--platform=linux/386" "base" "AS" "b" 1-1',
      '"COPY" "--from=b" "--chown=a b" "--link" "x" "y" 2-2',
      '"RUN" "--mount=type=bind,target=/x" "--network=none" "a --b" 3-3',
      '"HEALTHCHECK" "--interval=5s" "--retries=3" "CMD" "a --b" 4-4',
      '"ADD" "--a b=c" "x" "y" 5-5',
      '"COPY" "\\"--from\\"" "y" 6-6',
    ],
  ],
  [
    'health',
    'FROM base\nHEALTHCHECK NONE\nHEALTHCHECK  CMD   curl -f x || exit 1\nHEALTHCHECK --timeout=1s \\\n  CMD ["a"]\nHEALTHCHECK cmd a',
    [
      '"FROM" "base" 1-1',
      '"HEALTHCHECK" "NONE" 2-2',
      '"HEALTHCHECK" "CMD" "curl -f x || exit 1" 3-3',
      '"HEALTHCHECK" "--timeout=1s" "CMD" "a" json 4-5',
      '"HEALTHCHECK" "cmd" "a" 6-6',
    ],
  ],
  [
    'white space of all kinds',
    'FROM\tbase\nCOPY\ta   b\t\tc\nUSER   me and you \nWORKDIR  "/a  b"  \nEXPOSE 1\t2  3\nSTOPSIGNAL  9 ',
    [
      '"FROM" "base" 1-1',
      '"COPY" "a" "b" "c" 2-2',
      '"USER" "me and you" 3-3',
      '"WORKDIR" "\\"/a  b\\"" 4-4',
      '"EXPOSE" "1" "2" "3" 5-5',
      '"STOPSIGNAL" "9" 6-6',
    ],
  ],
  [
    'odd words',
    'from base\nMaintainer  Me <me@x>,   You\nuser $U:${G:-g}\nRun true # no comment\nCMD # not a comment either\nVOLUME $A ${B}',
    [
      '"from" "base" 1-1',
      '"Maintainer" "Me <me@x>,   You" 2-2',
      '"user" "$U:${G:-g}" 3-3',
      '"Run" "true # no comment" 4-4',
      '"CMD" "# not a comment either" 5-5',
      '"VOLUME" "$A" "${B}" 6-6',
    ],
  ],
  [
    'heredocs',
    'FROM base\nRUN <<A cat && <<-"B" cat\n$x\nA\n\ty\n\tB\nCOPY <<c <<\'d e\' /f/\n1\nc\n2\nd e\nONBUILD RUN <<E\nz\nE\nCMD <<F\nENV G=<<H',
    [
      '"FROM" "base" 1-1',
      '"RUN" "<<A cat && <<-\\"B\\" cat" "<<A $x\\n" "<<-B! \\ty\\n" 2-6',
      '"COPY" "<<c" "<<\'d" "e\'" "/f/" "<<c 1\\n" "<<d e! 2\\n" 7-11',
      '"ONBUILD" "RUN" "<<E" "<<E z\\n" 12-14',
      '"CMD" "<<F" 15-15',
      '"ENV" "G = <<H" 16-16',
    ],
  ],
];

function shown({ keyword, flags, pairs, args, heredocs, json, range }: Node): string {
  const words = pairs?.map(({ key, value, legacy }) => `${key} ${legacy ? '' : '= '}${value}`) ?? args;
  const inline = heredocs.map(({ chomp, name, expand, content }) => `${chomp ? '<<-' : '<<'}${name}${expand ? '' : '!'} ${content}`);
  const all = [keyword, ...flags, ...words, ...inline].map((word) => JSON.stringify(word)).join(' ');
  return `${all}${json ? ' json' : ''} ${range.start}-${range.end}`;
}

for (const [name, text, nodes] of samples) test(name, () => assert.deepEqual(parse(text).nodes.map(shown), nodes));
