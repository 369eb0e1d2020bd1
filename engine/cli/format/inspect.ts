import { messageOf } from '../../base/errors.ts';
import { describe, StatusError } from '../errors.ts';
import { compile, type Template } from '../template/template.ts';
import { withJsonNumbers } from '../template/value.ts';
import { goType } from './types.ts';

export interface InspectCall {
  readonly args: readonly string[];
  readonly format: string;
  /** The Go type of what is found, when there is one for all. */
  readonly type?: (found: unknown) => InspectedType;
  out(text: string): Promise<void>;
}

/** Objects one after the other, as JSON or through a template; what was found is printed even when something was not. */
export async function inspectAll({ args, format, type, out }: InspectCall, get: (name: string) => Promise<unknown>): Promise<void> {
  const template = format === '' || format === 'json' ? undefined : parse(format);
  const found: unknown[] = [];
  const failures: string[] = [];
  for (const name of args) {
    try {
      found.push(await get(name));
    } catch (error) {
      failures.push(describe(error));
    }
  }
  let text = '';
  if (template !== undefined) {
    for (const object of found) {
      try {
        text += `${executed(template, object, type)}\n`;
      } catch (error) {
        failures.push(`template parsing error: ${messageOf(error)}`);
      }
    }
    if (text === '') text = '\n';
  } else if (format === 'json') text = `${goJson(JSON.stringify(found))}\n`;
  else text = `${goJson(JSON.stringify(found, null, 4))}\n`;
  await out(text);
  if (failures.length > 0) throw new StatusError(failures.join('\n'));
}

export interface InspectedType {
  readonly name: string;
  /** Docker keeps no JSON of it to fall back on. */
  readonly typedOnly?: boolean;
}

/** First as the Go struct, then, when a field is unknown to it, as the JSON it came in: so the error is the second one's. */
function executed(template: Template, object: unknown, type: InspectCall['type']): string {
  const of = type?.(object);
  if (of === undefined) return template.execute(withJsonNumbers(object), { strict: true });
  try {
    return template.execute(object, { type: goType(of.name) });
  } catch (error) {
    if (of.typedOnly === true) throw error;
    return template.execute(withJsonNumbers(object), { strict: true });
  }
}

function parse(format: string) {
  try {
    return compile(format);
  } catch (error) {
    throw new StatusError(`template parsing error: ${messageOf(error)}`, 64);
  }
}

/** A daemon's JSON has these escaped, and inspect shows it as it came. */
function goJson(text: string): string {
  return text.replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}
