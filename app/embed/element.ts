/**
 * `<docker-playground>`: the embedding page's one script. `bundle.ts` makes embed.js of it: a classic script, because a module from another
 * origin would need CORS headers that not every static host sends. Documented in engine/client/embed.md.
 */
import { connect, type EmbedClient } from '../../engine/client/embed-client.ts';
import type { EmbedEvents, EmbedTheme } from '../../engine/client/embed-protocol.ts';

export { connect };

/** Where this script is from, the frame is from too. */
const here = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : document.baseURI;

const inAddress = ['lesson', 'step', 'language', 'panels', 'theme', 'start'] as const;
const events: ReadonlyArray<keyof EmbedEvents> = ['ready', 'step', 'completed', 'warning', 'error'];

/**
 * What the frame may do and may not:
 * - its scripts run, with the storage of its own origin, or nothing could be saved;
 * - links open in tabs (`popups`) that are free of this sandbox: the full page, a page of the web;
 * - files of the workspace can be downloaded;
 * - it cannot navigate the page around it, submit forms, or open `alert`: a playground has no use for them.
 */
const sandbox = 'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads';
/** Copying from the terminal, and pasting by a menu: the browser asks the visitor before anything is read. */
const allow = 'clipboard-write; clipboard-read; fullscreen';

const style = ':host{display:block;height:480px}:host([hidden]){display:none}iframe{display:block;width:100%;height:100%;border:0}';

export class DockerPlayground extends HTMLElement {
  static readonly observedAttributes = [...inAddress, 'site', 'title'];

  private frame: HTMLIFrameElement | undefined;
  private link: EmbedClient | undefined;
  private loaded = false;
  private readonly changed = new Set<string>();

  declare lesson: string | null;
  declare step: string | null;
  declare language: string | null;
  declare panels: string | null;
  declare theme: string | null;
  declare start: string | null;
  declare site: string | null;

  /** Commands the playground. Another one after `language`, `panels`, `start` or `site` was changed, or the element was moved: the frame is a new one then. */
  get client(): EmbedClient {
    if (this.link === undefined) throw new Error('<docker-playground> has a client while it is on a page: put it into the document first.');
    return this.link;
  }

  /** The client, once its machine runs. */
  get ready(): Promise<EmbedClient> {
    const { client } = this;
    return client.ready.then(() => client);
  }

  connectedCallback(): void {
    this.open();
  }

  disconnectedCallback(): void {
    this.close();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (this.frame === undefined || before === after) return;
    // Lesson and step are often set one after the other: they are one change.
    if (this.changed.size === 0) queueMicrotask(() => this.apply());
    this.changed.add(name);
  }

  private apply(): void {
    const changed = new Set(this.changed);
    this.changed.clear();
    const { frame, link } = this;
    if (frame === undefined || link === undefined) return;
    frame.title = this.frameTitle();
    const [lesson, step] = [this.getAttribute('lesson'), this.getAttribute('step')];
    const anew = ['language', 'panels', 'start', 'site'].some((name) => changed.has(name));
    const moved = changed.has('lesson') || changed.has('step');
    if (anew || (moved && lesson === null) || !this.loaded) {
      if (!anew && !moved && !changed.has('theme')) return;
      this.close();
      this.open();
      return;
    }
    const tell = (detail: unknown) => this.dispatchEvent(new CustomEvent('error', { detail }));
    if (moved && lesson !== null) link.goTo(lesson, (changed.has('step') && step) || undefined).catch(tell);
    if (changed.has('theme')) link.setTheme((this.getAttribute('theme') ?? 'system') as EmbedTheme).catch(tell);
  }

  private open(): void {
    const frame = document.createElement('iframe');
    frame.src = this.address();
    frame.title = this.frameTitle();
    frame.loading = this.getAttribute('start') === 'load' ? 'eager' : 'lazy';
    frame.allow = allow;
    frame.setAttribute('sandbox', sandbox);
    // The frame must know for whom it starts a machine (engine/DECISIONS.md), however shy the page is.
    frame.referrerPolicy = 'strict-origin';
    frame.addEventListener('load', () => {
      this.loaded = true;
    });
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    const sheet = document.createElement('style');
    sheet.textContent = style;
    const link = connect(frame, {
      wake: () => {
        frame.loading = 'eager';
      },
    });
    for (const event of events) link.on(event, (detail) => this.dispatchEvent(new CustomEvent(event, { detail })));
    root.replaceChildren(sheet, frame);
    this.loaded = false;
    this.frame = frame;
    this.link = link;
  }

  private close(): void {
    this.link?.dispose();
    this.frame?.remove();
    this.link = undefined;
    this.frame = undefined;
  }

  /** `site` is the playground's address where the script is kept elsewhere. */
  private address(): string {
    const site = this.getAttribute('site');
    const url = new URL(site === null ? 'embed.html' : `${site.replace(/\/?$/, '/')}embed.html`, site === null ? here : document.baseURI);
    for (const name of inAddress) {
      const value = this.getAttribute(name);
      if (value !== null) url.searchParams.set(name, value);
    }
    return url.href;
  }

  private frameTitle(): string {
    const lesson = this.getAttribute('lesson');
    return this.getAttribute('title') ?? (lesson === null ? 'Docker playground' : `Docker playground: ${lesson}`);
  }
}

for (const name of [...inAddress, 'site']) {
  Object.defineProperty(DockerPlayground.prototype, name, {
    get(this: DockerPlayground) {
      return this.getAttribute(name);
    },
    set(this: DockerPlayground, value: unknown) {
      if (value === null || value === undefined) this.removeAttribute(name);
      else this.setAttribute(name, String(value));
    },
  });
}

if (customElements.get('docker-playground') === undefined) customElements.define('docker-playground', DockerPlayground);
