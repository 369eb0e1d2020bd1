import type { ImportOptions } from '../api/server/image-transfer.ts';
import { type Clock, rfc3339 } from '../base/clock.ts';
import type { ByteSource } from '../base/stream.ts';
import { applyChanges } from '../build/changes.ts';
import type { ImageStore } from '../image/image-store.ts';
import { appendLayer, scratchConfig, withRunConfig } from '../image/mutate.ts';
import type { Image } from '../image/types.ts';
import { hostPlatform } from '../oci/platform.ts';
import { decompress } from '../tar/decompress.ts';

/** `docker import`: a root file system as an image of one layer. */
export async function importImage(
  images: ImageStore,
  tar: ByteSource,
  { reference, message, changes, platform = hostPlatform }: ImportOptions,
  clock: Clock,
): Promise<Image> {
  const layer = await images.ingestLayer(decompress(tar));
  try {
    const bare = scratchConfig(platform);
    const config = withRunConfig(bare, applyChanges({}, changes));
    const history = { created: rfc3339(clock.now()), comment: message };
    const image = await images.createImage({
      config: appendLayer(config, layer.diffID, history),
      ...(reference !== undefined && { references: [reference] }),
    });
    images.emit('import', image);
    return image;
  } finally {
    layer.dispose();
  }
}
