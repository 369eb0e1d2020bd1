import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { CommandSession, Process } from '../../../engine/guest/agent.ts';
import { bytes, type NativeAgent, skip, startNativeAgent, text } from './native.ts';

describe('commands that the engine answers', { skip }, () => {
  let native: NativeAgent;
  let answer: (session: CommandSession) => Promise<void>;
  const failures: unknown[] = [];
  before(async () => {
    native = await startNativeAgent();
    native.agent.onCommand.on((session) => answer(session).catch((error: unknown) => void failures.push(error)));
  });
  after(async () => {
    await native.stop();
    assert.deepEqual(failures, []);
  });
  const shell = (script: string, stdin?: string) => native.run({ argv: ['bash', '-c', script], cwd: '/tmp' }, stdin);

  /** Every byte of stdin back to stdout. */
  const echo = async (session: CommandSession) => {
    for await (const chunk of session.stdin) await session.stdout.write(chunk);
    await session.exit(0);
  };

  test('arguments, directory, environment; output, errors, exit code', async () => {
    answer = async (session) => {
      assert.deepEqual(session.argv, ['docker', 'run', 'a b', '']);
      assert.equal(session.cwd, '/tmp');
      assert.equal(session.env.ONE, 'two=three');
      assert.deepEqual(session.isTerminal, { stdin: false, stdout: false, stderr: false });
      await session.stdout.write(bytes('out\n'));
      await session.stderr.write(bytes('err\n'));
      await session.exit(125);
    };
    const result = await shell('ONE=two=three docker run "a b" ""');
    assert.deepEqual(result, { stdout: 'out\n', stderr: 'err\n', exit: { code: 125 } });
  });

  test('all output is delivered before the exit, however much it is', async () => {
    answer = async (session) => {
      for (let i = 0; i < 30; i++) void session.stdout.write(new Uint8Array(100_000).fill(65 + i));
      await session.exit(0);
    };
    assert.equal((await shell('docker x | wc -c')).stdout.trim(), '3000000');
  });

  test('stdin goes through whole, and its end too', async () => {
    answer = echo;
    assert.equal((await shell('head -c 1000000 /dev/zero | docker x | wc -c')).stdout.trim(), '1000000');
    assert.equal((await shell('docker x < /dev/null; echo $?')).stdout, '0\n');
    assert.equal((await shell('docker x <&-; echo $?')).stdout, '0\n');
  });

  test('a command that reads no stdin leaves it to the next one', async () => {
    answer = (session) => session.exit(0);
    assert.equal((await shell('docker x; docker y; cat', 'for cat\n')).stdout, 'for cat\n');
  });

  test('in pipes, loops and substitutions', async () => {
    answer = async (session) => {
      await session.stdout.write(bytes(`${session.argv.slice(1).join('-')}\n`));
      await session.exit(session.argv.length);
    };
    const { stdout } = await shell('for i in $(docker a; docker b c); do docker $i | tr a-z A-Z; done; docker x y || echo $?');
    assert.equal(stdout, 'A\nB-C\nx-y\n3\n');
  });

  test('a closed pipe ends it as SIGPIPE does', async () => {
    const stopped = new Promise<boolean>((resolve) => {
      answer = async (session) => {
        try {
          for (;;) await session.stdout.write(new Uint8Array(65536));
        } catch {
          resolve(session.closed.aborted);
        }
      };
    });
    assert.equal((await shell('docker x | head -c 1 > /dev/null; echo $PIPESTATUS')).stdout, '141\n');
    assert.equal(await stopped, true);
  });

  test('a signal ends it with 128 + n, and the engine learns that it is gone', async () => {
    const closed = new Promise<void>((resolve) => {
      answer = async (session) => {
        session.closed.addEventListener('abort', () => resolve());
        await session.stdout.write(bytes('ready\n'));
      };
    });
    const { stdout } = await shell('coproc docker x; read -u $COPROC line; kill -TERM $COPROC_PID; wait $COPROC_PID; echo $line $?');
    assert.equal(stdout, 'ready 143\n');
    await closed;
  });

  test('claimed signals come to the engine instead', async () => {
    answer = async (session) => {
      session.claimSignals();
      session.onSignal.on((number) => void session.exit(100 + number));
      await session.stdout.write(bytes('ready\n'));
    };
    const { stdout } = await shell('coproc docker x; read -u $COPROC line; kill -USR1 $COPROC_PID; wait $COPROC_PID; echo $line $?');
    assert.equal(stdout, 'ready 110\n');
  });

  test('without an engine: Docker’s own words', async () => {
    const { stderr, exit } = await shell('DRYDOCK_SOCKET=/no/such/socket docker ps');
    assert.match(stderr, /^Cannot connect to the Docker daemon at unix:\/\/\/var\/run\/docker.sock. Is the docker daemon running\?\n$/);
    assert.deepEqual(exit, { code: 1 });
  });

  describe('on a terminal', () => {
    let screen = '';
    let terminal: Process;
    const until = async (pattern: RegExp) => {
      while (!pattern.test(screen)) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    const type = (keys: string) => terminal.stdin.write(bytes(keys));
    /** Types a line to the shell and waits for its prompt. */
    const line = async (command: string) => {
      screen = '';
      await type(`${command}\r`);
      await until(/\$ $/);
      return screen;
    };
    before(async () => {
      terminal = await native.agent.spawn({
        argv: ['bash', '--norc', '--noediting', '-i'],
        env: [...native.env, 'PS1=$ '],
        cwd: '/',
        terminal: { rows: 24, cols: 80 },
      });
      void (async () => {
        for await (const chunk of terminal.stdout) screen += new TextDecoder().decode(chunk);
      })();
      await until(/\$ $/);
    });
    after(async () => {
      await type('exit\r');
      await terminal.exit;
    });

    test('its size, and changes of it', async () => {
      answer = async (session) => {
        assert.deepEqual(session.isTerminal, { stdin: true, stdout: true, stderr: true });
        session.onResize.on(({ rows, cols }) => {
          void session.stdout.write(bytes(`${rows}x${cols}\n`)).then(() => session.exit(0));
        });
        await session.stdout.write(bytes(`${session.size.rows}x${session.size.cols}\n`));
      };
      screen = '';
      await type('docker x\r');
      await until(/24x80\r\n/);
      await terminal.resize(50, 132);
      await until(/50x132\r\n\$ $/);
    });

    test('raw: every key comes as it is; afterwards the terminal is as it was', async () => {
      answer = async (session) => {
        await session.setRaw(true);
        await session.stdout.write(bytes('raw\r\n'));
        for await (const chunk of session.stdin) {
          await session.stdout.write(bytes(`${[...chunk]}\r\n`));
          if (chunk.includes(17)) break;
        }
        await session.exit(0);
      };
      screen = '';
      await type('docker x\r');
      await until(/raw\r\n/);
      for (const key of ['\x03', '\x1a', '\r', '\x11']) {
        await type(key);
        await until(new RegExp(`\r\n${key.charCodeAt(0)}\r\n`));
      }
      await until(/\$ $/);
      assert.match(await line('stty -a'), /[^-]isig icanon /);
    });

    test('an interrupt ends it, and the terminal is restored', async () => {
      const closed = new Promise<void>((resolve) => {
        answer = async (session) => {
          session.closed.addEventListener('abort', () => resolve());
          await session.stdout.write(bytes('ready\r\n'));
        };
      });
      screen = '';
      await type('docker x\r');
      await until(/ready/);
      await type('\x03');
      await until(/\$ $/);
      await closed;
      assert.match(await line('echo $?'), /\n130\r\n/);
    });

    test('it can be suspended, continued and put in the background', async () => {
      answer = async (session) => {
        await session.stdout.write(bytes('ready\r\n'));
        await echo(session);
      };
      screen = '';
      await type('docker x\r');
      await until(/ready/);
      await type('\x1a');
      await until(/Stopped.*\r\n\$ $/s);
      screen = '';
      await type('fg\r');
      await until(/docker x\r\n/);
      await type('line\r');
      await until(/line\r\nline\r\n/);
      await type('\x04');
      await until(/\$ $/);
      // It wants the terminal: in the background the kernel stops it.
      screen = '';
      await type('docker x &\r');
      await until(/ready/);
      while (!/Stopped/.test(await line('jobs'))) await new Promise((resolve) => setTimeout(resolve, 20));
      await line('kill %1; fg; true');
    });
  });

  test('a client that speaks nonsense is cut off; others go on', async () => {
    const socket = native.env.find((variable) => variable.startsWith('DRYDOCK_SOCKET='))?.split('=')[1] ?? '';
    for (const nonsense of [
      bytes('GET / HTTP/1.1\r\n\r\n'),
      new Uint8Array(100_000).fill(0xff),
      Uint8Array.of(0x85, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 1, 1, 1, 1),
    ]) {
      const connection = await native.agent.dial({ unix: socket });
      await connection.sink.write(nonsense).catch(() => undefined);
      await connection.sink.end();
      assert.equal(await text(connection.source), '');
    }
    answer = (session) => session.exit(42);
    assert.deepEqual((await shell('docker x')).exit, { code: 42 });
  });
});
