import { memo, useState } from 'react';
import type { ContainerSummary } from '../../engine/api/types/container.ts';
import { shortId } from '../../engine/base/ids.ts';
import { useStore } from '../session/store.ts';
import { openView } from '../session/view.ts';
import { preview } from '../terminal/links.ts';
import { runInTerminal } from '../terminal/terminals.ts';
import { Try } from '../terminal/try.tsx';
import { IconButton } from '../ui/button.tsx';
import { containerName, size } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { Details, type Subject } from './details.tsx';
import styles from './objects.module.css';
import { type ImageRow, imageName, objects } from './objects.ts';

export function ObjectsPanel() {
  const { images, containers } = useStore(objects);
  const [subject, setSubject] = useState<Subject>();
  return (
    <div className={styles.panel}>
      <Section title="Containers" count={containers?.length}>
        {containers?.length === 0 && (
          <Empty>
            No containers yet. One starts with <Try command="docker run -it --rm busybox" />: a container is a process with a file system of
            its own, made from an image.
          </Empty>
        )}
        <ul className={styles.list}>
          {containers?.map((container) => (
            <ContainerItem
              key={container.Id}
              container={container}
              onOpen={() => setSubject({ kind: 'container', id: container.Id, name: containerName(container) })}
            />
          ))}
        </ul>
      </Section>
      <Section title="Images" count={images?.length}>
        {images?.length === 0 && (
          <Empty>
            No images yet. Get one with <Try command="docker pull nginx" />: an image is a stack of read-only layers that containers are
            made from.
          </Empty>
        )}
        <ul className={styles.list}>
          {images?.map((image) => (
            <ImageItem key={image.key} image={image} onOpen={() => setSubject({ kind: 'image', id: image.id, name: imageName(image) })} />
          ))}
        </ul>
      </Section>
      {subject && <Details subject={subject} onClose={() => setSubject(undefined)} />}
    </div>
  );
}

function Section({ title, count, children }: { title: string; count: number | undefined; children: React.ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className={styles.heading}>
        {title}
        {count !== undefined && count > 0 && <span className={styles.count}>{count}</span>}
      </h2>
      {children}
    </section>
  );
}

function Empty({ children }: { children: React.ReactNode }) {
  return <p className={styles.empty}>{children}</p>;
}

// `onOpen` says no more than its container does.
const ContainerItem = memo(ContainerRow, (before, now) => before.container === now.container);

function ContainerRow({ container, onOpen }: { container: ContainerSummary; onOpen: () => void }) {
  const name = containerName(container);
  const running = container.State === 'running' || container.State === 'restarting';
  const paused = container.State === 'paused';
  const published = [...new Map(container.Ports.filter(({ PublicPort }) => PublicPort).map((port) => [port.PublicPort, port])).values()];
  return (
    <li className={styles.item}>
      <button type="button" className={styles.main} onClick={onOpen}>
        <span className={styles.state} data-state={container.State} />
        <span className={styles.text}>
          <span className={styles.name}>{name}</span>
          <span className={styles.detail}>
            {container.Image.startsWith('sha256:') ? shortId(container.Image) : container.Image}
            <span className={styles.sep}>·</span>
            {container.Status || container.State}
          </span>
        </span>
      </button>
      <span className={styles.actions}>
        {paused && <IconButton icon="play" label={`docker unpause ${name}`} onClick={() => void runInTerminal(`docker unpause ${name}`)} />}
        {!running && !paused && (
          <IconButton icon="play" label={`docker start ${name}`} onClick={() => void runInTerminal(`docker start ${name}`)} />
        )}
        {running && <IconButton icon="stop" label={`docker stop ${name}`} onClick={() => void runInTerminal(`docker stop ${name}`)} />}
        {running && (
          <IconButton
            icon="terminal"
            label={`docker exec -it ${name} sh`}
            onClick={() => void runInTerminal(`docker exec -it ${name} sh`)}
          />
        )}
        <IconButton icon="pencil" label={`See what ${name} writes`} onClick={() => openView({ kind: 'writes', containers: [name] })} />
        <IconButton icon="logs" label={`docker logs ${name}`} onClick={() => void runInTerminal(`docker logs ${name}`)} />
        <IconButton
          icon="trash"
          label={`docker rm ${running || paused ? '-f ' : ''}${name}`}
          onClick={() => void runInTerminal(`docker rm ${running || paused ? '-f ' : ''}${name}`)}
        />
      </span>
      {published.length > 0 && (
        <span className={styles.ports}>
          {published.map(({ PublicPort, PrivatePort }) => (
            <button
              key={PublicPort}
              type="button"
              className={styles.port}
              title={`Port ${PublicPort} of the host leads to port ${PrivatePort} of the container. Click to look.`}
              onClick={() => preview.set(`http://localhost:${PublicPort}/`)}
            >
              {PublicPort}→{PrivatePort}
            </button>
          ))}
        </span>
      )}
    </li>
  );
}

function ImageItem({ image, onOpen }: { image: ImageRow; onOpen: () => void }) {
  const name = imageName(image);
  return (
    <li className={styles.item}>
      <button type="button" className={styles.main} onClick={onOpen}>
        <span className={styles.glyph}>
          <Icon name="layers" size={14} />
        </span>
        <span className={styles.text}>
          <span className={styles.name}>
            {image.repository}
            <span className={styles.tag}>:{image.tag}</span>
          </span>
          <span
            className={styles.detail}
            title={image.sharedWith && `${image.shared} of its ${image.layers} layers are stored once, for ${image.sharedWith} too`}
          >
            <span className={styles.mono}>{shortId(image.id)}</span>
            <span className={styles.sep}>·</span>
            {size(image.size)}
            {image.shared > 0 && (
              <>
                <span className={styles.sep}>·</span>
                {image.shared} of {image.layers} shared
              </>
            )}
          </span>
        </span>
      </button>
      <span className={styles.actions}>
        <IconButton icon="play" label={`docker run --rm -it ${name}`} onClick={() => void runInTerminal(`docker run --rm -it ${name}`)} />
        <IconButton icon="layers" label={`Look into the layers of ${name}`} onClick={() => openView({ kind: 'layers', image: name })} />
        <IconButton icon="trash" label={`docker rmi ${name}`} onClick={() => void runInTerminal(`docker rmi ${name}`)} />
      </span>
    </li>
  );
}
