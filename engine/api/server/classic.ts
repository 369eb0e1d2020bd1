import { familiarString, parseReference, withDefaultTag } from '../../oci/reference.ts';
import { type BuildTrace, traceMessage } from '../types/build.ts';

interface Shown {
  readonly id?: string;
  readonly aux?: unknown;
  readonly error?: string;
}

/**
 * A build's messages for a caller who asked for the classic builder's (`version` is not 2): dockerode, `DOCKER_BUILDKIT=0`. The steps are
 * BuildKit's, told in the classic words as `stream` texts; with `quiet` nothing but the image's ID.
 */
export async function* classicMessages(
  messages: AsyncIterable<unknown>,
  { quiet, tags }: { readonly quiet: boolean; readonly tags: readonly string[] },
): AsyncGenerator<unknown> {
  const told = new Set<string>();
  const line = (stream: string) => ({ stream });
  for await (const message of messages as AsyncIterable<Shown>) {
    if (message.error !== undefined) yield message;
    else if (message.id === traceMessage) {
      if (!quiet) yield* steps(message.aux as BuildTrace, told).map(line);
    } else if (message.id === undefined && isImage(message.aux)) {
      const id = message.aux.ID;
      if (quiet) yield line(`${id}\n`);
      else {
        yield message;
        yield line(`Successfully built ${id.replace('sha256:', '').slice(0, 12)}\n`);
        for (const tag of tags) yield line(`Successfully tagged ${familiarString(withDefaultTag(parseReference(tag)))}\n`);
      }
    }
  }
}

/** Texts of the steps that began, and of what they print. */
function steps({ vertexes = [], logs = [] }: BuildTrace, told: Set<string>): string[] {
  const begun = vertexes.flatMap(({ digest, name, started, cached }) => {
    const [, number, text] = /^\[(?:\S+ )?(\d+\/\d+)\] (.*)$/s.exec(name) ?? [];
    if (text === undefined || started === undefined || told.has(digest)) return [];
    told.add(digest);
    return [`Step ${number} : ${text}\n${cached ? ' ---> Using cache\n' : ''}`];
  });
  return [...begun, ...logs.map(({ data }) => data)];
}

function isImage(aux: unknown): aux is { readonly ID: string } {
  return typeof aux === 'object' && aux !== null && 'ID' in aux && typeof aux.ID === 'string';
}
