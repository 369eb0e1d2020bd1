import { useCallback, useEffect, useState } from 'react';
import { messageOf } from '../../engine/base/errors.ts';
import { whenStarted } from '../session/engine.ts';
import { useStore } from '../session/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { fetchInGuest, type GuestPage } from './guest-http.ts';
import { preview } from './links.ts';
import styles from './preview.module.css';

/** A page that a server in the guest sends, fetched there and shown in a frame that can run nothing. */
export function Preview() {
  const url = useStore(preview);
  return url === undefined ? null : <PreviewDialog key={url} url={url} />;
}

function PreviewDialog({ url }: { url: string }) {
  const [page, setPage] = useState<GuestPage>();
  const [failure, setFailure] = useState<string>();
  const [source, setSource] = useState(false);
  const load = useCallback(() => {
    setFailure(undefined);
    whenStarted
      .then((engine) => fetchInGuest((command) => engine.run(command), url))
      .then(setPage, (error) => setFailure(messageOf(error)));
  }, [url]);
  useEffect(load, [load]);
  return (
    <Dialog title={<span className={styles.url}>{url}</span>} side onClose={() => preview.set(undefined)}>
      <div className={styles.bar}>
        <span className={styles.status}>{page?.status ?? (failure ? '' : 'Asking the server…')}</span>
        <Button kind="quiet" onClick={() => setSource(!source)} aria-pressed={source}>
          {source ? 'Page' : 'Source'}
        </Button>
        <Button icon="refresh" onClick={load}>
          Reload
        </Button>
      </div>
      {failure && (
        <div role="alert" className={styles.failure}>
          <p>{failure}</p>
          <p>
            Is a container running that publishes this port? <code>docker ps</code> shows it under PORTS.
          </p>
        </div>
      )}
      {page &&
        !failure &&
        (source || page.html === undefined ? (
          <pre className={styles.source}>{page.body}</pre>
        ) : (
          <iframe className={styles.frame} title={`Page at ${url}`} sandbox="" srcDoc={page.html} />
        ))}
    </Dialog>
  );
}
