import { quoteGo } from './go.ts';
import { DockerfileError, type SourceRange } from './source.ts';

/** BuildKit's build checks: rule names, descriptions and messages as on docs.docker.com/reference/build-checks. */
export interface LintWarning {
  readonly rule: RuleName;
  readonly description: string;
  readonly url: string;
  readonly message: string;
  readonly range: SourceRange;
}

interface Rule {
  readonly description: string;
  /** Last part of its page's address. */
  readonly page: string;
  readonly format: (...args: string[]) => string;
  /** Off unless asked for. */
  readonly experimental?: true;
}

const rules = {
  StageNameCasing: {
    description: 'Stage names should be lowercase',
    page: 'stage-name-casing',
    format: (name) => `Stage name '${name}' should be lowercase`,
  },
  FromAsCasing: {
    description: "The 'as' keyword should match the case of the 'from' keyword",
    page: 'from-as-casing',
    format: (from, as) => `'${as}' and '${from}' keywords' casing do not match`,
  },
  NoEmptyContinuation: {
    description: 'Empty continuation lines will become errors in a future release',
    page: 'no-empty-continuation',
    format: () => 'Empty continuation line',
  },
  ConsistentInstructionCasing: {
    description: 'All commands within the Dockerfile should use the same casing (either upper or lower)',
    page: 'consistent-instruction-casing',
    format: (keyword, casing) => `Command '${keyword}' should match the case of the command majority (${casing})`,
  },
  DuplicateStageName: {
    description: 'Stage names should be unique',
    page: 'duplicate-stage-name',
    format: (name = '') => `Duplicate stage name ${quoteGo(name)}, stage names should be unique`,
  },
  ReservedStageName: {
    description: 'Reserved words should not be used as stage names',
    page: 'reserved-stage-name',
    format: (name = '') => `Stage name should not use the same name as reserved stage ${quoteGo(name)}`,
  },
  JSONArgsRecommended: {
    description: 'JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals',
    page: 'json-args-recommended',
    format: (keyword) => `JSON arguments recommended for ${keyword} to prevent unintended behavior related to OS signals`,
  },
  MaintainerDeprecated: {
    description: 'The MAINTAINER instruction is deprecated, use a label instead to define an image author',
    page: 'maintainer-deprecated',
    format: () => 'Maintainer instruction is deprecated in favor of using label',
  },
  UndefinedArgInFrom: {
    description: 'FROM command must use declared ARGs',
    page: 'undefined-arg-in-from',
    format: (name, suggestion) => `FROM argument '${name}' is not declared${suggestion}`,
  },
  WorkdirRelativePath: {
    description:
      'Relative workdir without an absolute workdir declared within the build can have unexpected results if the base image changes',
    page: 'workdir-relative-path',
    format: (path = '') => `Relative workdir ${quoteGo(path)} can have unexpected results if the base image changes`,
  },
  UndefinedVar: {
    description: 'Variables should be defined before their use',
    page: 'undefined-var',
    format: (name, suggestion) => `Usage of undefined variable '$${name}'${suggestion}`,
  },
  MultipleInstructionsDisallowed: {
    description: 'Multiple instructions of the same type should not be used in the same stage',
    page: 'multiple-instructions-disallowed',
    format: (keyword) => `Multiple ${keyword} instructions should not be used in the same stage because only the last one will be used`,
  },
  LegacyKeyValueFormat: {
    description: 'Legacy key/value format with whitespace separator should not be used',
    page: 'legacy-key-value-format',
    format: (keyword) => `"${keyword} key=value" should be used instead of legacy "${keyword} key value" format`,
  },
  InvalidBaseImagePlatform: {
    description: 'Base image platform does not match expected target platform',
    page: '',
    format: (image, expected = '', actual = '') =>
      `Base image ${image} was pulled with platform ${quoteGo(actual)}, expected ${quoteGo(expected)} for current build`,
  },
  RedundantTargetPlatform: {
    description: 'Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior',
    page: 'redundant-target-platform',
    format: (platform) => `Setting platform to predefined ${platform} in FROM is redundant as this is the default behavior`,
  },
  SecretsUsedInArgOrEnv: {
    description: 'Sensitive data should not be used in the ARG or ENV commands',
    page: 'secrets-used-in-arg-or-env',
    format: (keyword, name = '') => `Do not use ARG or ENV instructions for sensitive data (${keyword} ${quoteGo(name)})`,
  },
  InvalidDefaultArgInFrom: {
    description: 'Default value for global ARG results in an empty or invalid base image name',
    page: 'invalid-default-arg-in-from',
    format: (base) => `Default value for ARG ${base} results in empty or invalid base image name`,
  },
  FromPlatformFlagConstDisallowed: {
    description: 'FROM --platform flag should not use a constant value',
    page: 'from-platform-flag-const-disallowed',
    format: (platform = '') => `FROM --platform flag should not use constant value ${quoteGo(platform)}`,
  },
  CopyIgnoredFile: {
    description: 'Attempting to Copy file that is excluded by .dockerignore',
    page: 'copy-ignored-file',
    format: (keyword, file = '') => `Attempting to ${keyword} file ${quoteGo(file)} that is excluded by .dockerignore`,
  },
  InvalidDefinitionDescription: {
    description:
      'Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`. If this is not intended to be a description comment, add an empty line or comment between the instruction and the comment.',
    page: 'invalid-definition-description',
    format: (keyword, name) => `Comment for ${keyword} should follow the format: \`# ${name} <description>\``,
    experimental: true,
  },
  ExposeProtoCasing: {
    description: 'Protocol in EXPOSE instruction should be lowercase',
    page: 'expose-proto-casing',
    format: (port) => `Defined protocol '${port}' in EXPOSE instruction should be lowercase`,
  },
  ExposeInvalidFormat: {
    description: 'IP address and host-port mapping should not be used in EXPOSE instruction. This will become an error in a future release',
    page: 'expose-invalid-format',
    format: (port) => `EXPOSE instruction should not define an IP address or host-port mapping, found '${port}'`,
  },
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;

/** `# check=skip=A,B;error=true;experimental=all`, or `# check=skip=all` above one instruction. */
interface CheckOptions {
  readonly skip: ReadonlySet<string>;
  readonly experimental: ReadonlySet<string>;
  readonly error: boolean;
}

/** Collects warnings by what the file says it wants to hear. */
export class Linter {
  readonly warnings: LintWarning[] = [];
  private readonly options: CheckOptions;

  constructor(check: string | undefined) {
    try {
      this.options = parseCheck(check ?? '');
    } catch (error) {
      throw new DockerfileError(`failed to parse check options: ${(error as Error).message}`, [], { cause: error });
    }
  }

  /** `comments` are those above the instruction, which may say `check=skip=...`. */
  report(name: RuleName, at: { readonly range: SourceRange; readonly comments?: readonly string[] }, ...args: string[]): void {
    const rule: Rule = rules[name];
    const own = commentOptions(at.comments ?? []);
    const has = (key: 'skip' | 'experimental', word: string) => this.options[key].has(word) || own?.[key].has(word) === true;
    if (rule.experimental ? !has('experimental', 'all') && !has('experimental', name) : has('skip', 'all') || has('skip', name)) return;
    const url = rule.page === '' ? '' : `https://docs.docker.com/go/dockerfile/rule/${rule.page}/`;
    this.warnings.push({ rule: name, description: rule.description, url, message: rule.format(...args), range: at.range });
  }

  /** With `error=true` warnings fail the build. */
  check(): void {
    if (!this.options.error || this.warnings.length === 0) return;
    const names = [...new Set(this.warnings.map((warning) => warning.rule))];
    throw new DockerfileError(`lint violation found for rules: ${names.join(', ')}`);
  }
}

function commentOptions(comments: readonly string[]): CheckOptions | undefined {
  for (const comment of comments) {
    const match = /^check\s*=\s*(\S+)/i.exec(comment);
    if (match === null) continue;
    try {
      return parseCheck(match[1] ?? '');
    } catch {
      return undefined;
    }
  }
  return undefined;
}

function parseCheck(text: string): CheckOptions {
  const options = { skip: new Set<string>(), experimental: new Set<string>(), error: false };
  if (text.trim() === '') return options;
  for (const part of text.trim().split(';')) {
    const equals = part.indexOf('=');
    if (equals < 0) throw new Error(`invalid check option ${quoteGo(part)}`);
    const key = part.slice(0, equals).trim();
    const value = part.slice(equals + 1).trim();
    if (key === 'skip' || key === 'experimental') for (const name of value.split(',')) options[key].add(name.trim());
    else if (key === 'error') {
      if (!/^(1|t|true|0|f|false)$/i.test(value)) throw new Error(`failed to parse check option ${quoteGo(part)}`);
      options.error = /^(1|t|true)$/i.test(value);
    } else throw new Error(`invalid check option ${quoteGo(key)}`);
  }
  return options;
}
