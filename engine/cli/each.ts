import { describe, Failures } from './errors.ts';

interface Printer {
  readonly args: readonly string[];
  out(text: string): Promise<void>;
  err(text: string): Promise<void>;
}

/**
 * One operation on every object named: at the same time, reported in the order of the names, what failed last and together.
 * `forgive` picks errors that are printed and make no failure.
 */
export async function each(
  { args, out, err }: Printer,
  operation: (name: string) => Promise<unknown>,
  forgive: (error: unknown) => boolean = () => false,
): Promise<void> {
  const failures = new Failures();
  const running = args.map((name) =>
    operation(name).then(
      () => undefined,
      (error: unknown) => ({ error }),
    ),
  );
  for (const [at, name] of args.entries()) {
    const failed = await running[at];
    if (failed === undefined) await out(`${name}\n`);
    else if (forgive(failed.error)) await err(`${describe(failed.error)}\n`);
    else failures.add(failed.error);
  }
  failures.throwIfAny();
}
