import { DockerfileError } from './source.ts';

/** `# name=value` lines before everything else (Dockerfile reference, "Parser directives"). */
export interface Directives {
  /** Accepted and ignored: there is one frontend here. */
  readonly syntax?: string;
  readonly escape?: string;
  /** What `# check=` says about the build checks. */
  readonly check?: string;
}

const known = new Set(['syntax', 'escape', 'check']);

/** Reads directives line by line, until the first line that is none. */
export class DirectiveReader {
  private readonly found = new Map<string, string>();
  private done = false;

  /** Whether the line (without its end and leading white space) was a directive. */
  read(line: string): boolean {
    if (this.done) return false;
    const match = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/.exec(line);
    const name = match?.[1]?.toLowerCase();
    if (match === null || name === undefined || !known.has(name)) {
      this.done = true;
      return false;
    }
    if (this.found.has(name)) throw new DockerfileError(`only one ${name} parser directive can be used`);
    const value = match[2] ?? '';
    if (name === 'escape' && value !== '\\' && value !== '`')
      throw new DockerfileError(`invalid escape token '${value}' does not match \` or \\`);
    this.found.set(name, value);
    return true;
  }

  get escape(): string {
    return this.found.get('escape') ?? '\\';
  }

  get directives(): Directives {
    return Object.fromEntries(this.found);
  }
}
