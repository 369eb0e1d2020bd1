import { messageOf } from '../../base/errors.ts';
import { familiarName, parseReference, withDefaultTag } from '../../oci/reference.ts';
import { command, exactly } from '../command.ts';

export const tag = command({
  use: 'SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
  short: 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE',
  aliases: 'docker image tag, docker tag',
  flags: {},
  args: exactly(2),
  completes: 'images',
  async run({ client, args }) {
    const [source = '', target = ''] = args;
    const parse = (name: string) => {
      try {
        return parseReference(name);
      } catch (error) {
        throw new Error(`Error parsing reference: ${JSON.stringify(name)} is not a valid repository/tag: ${messageOf(error)}`);
      }
    };
    if (!/^(sha256:)?[\da-f]{64}$/.test(source)) parse(source);
    const reference = parse(target);
    if (reference.digest !== undefined) throw new Error('refusing to create a tag with a digest reference');
    await client.images.tag(source, familiarName(reference), withDefaultTag(reference).tag ?? 'latest');
  },
});
