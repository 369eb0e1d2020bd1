/** The page's own icons: 16 by 16, one stroke width, drawn in the colour of the text. */
const paths = {
  play: 'M5 3.5v9l7.5-4.5z',
  hammer: 'M9.2 6.8 3.4 12.6M7.2 4.8l4 4M6.3 3.9l1.9-1.4h2.6l2.7 2.7-2.3 3.6z',
  sun: 'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1',
  moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6z',
  theme: 'M8 2.3a5.7 5.7 0 1 1 0 11.4A5.7 5.7 0 0 1 8 2.3zM8 2.5v11M9.5 4.2v7.6M11 5.4v5.2',
  help: 'M5.9 6a2.1 2.1 0 1 1 3 1.9c-.6.3-.9.7-.9 1.3M8 11.6v.1',
  plus: 'M8 3.5v9M3.5 8h9',
  close: 'M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6',
  check: 'M3.5 8.4l3 3 6-6.6',
  chevron: 'M6 3.8 10.2 8 6 12.2',
  down: 'M3.8 6 8 10.2 12.2 6',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  fileAdd: 'M12 8V5.5l-3-3H4v11h4M9 2.5v3h3M12 10v4M10 12h4',
  folder: 'M2.5 4.2h4l1.3 1.5h5.7v7h-11z',
  folderAdd: 'M13.5 8.2V5.7H7.8L6.5 4.2h-4v8.5h5.2M12 10v4M10 12h4',
  trash: 'M3 4.5h10M6.3 4.5V3h3.4v1.5M4.4 4.5l.6 8.5h6l.6-8.5M6.8 7v3.8M9.2 7v3.8',
  pencil: 'M3 13l.6-2.8 7-7 2.2 2.2-7 7zM9.2 4.6l2.2 2.2',
  download: 'M8 2.8v7M5.2 7.2 8 10l2.8-2.8M3.2 12.8h9.6',
  upload: 'M8 10.2v-7M5.2 5.8 8 3l2.8 2.8M3.2 12.8h9.6',
  stop: 'M4.5 4.5h7v7h-7z',
  logs: 'M3 4h10M3 8h10M3 12h6',
  disk: 'M2.8 4.6c0-2.8 10.4-2.8 10.4 0v6.8c0 2.8-10.4 2.8-10.4 0zM2.8 4.6c0 2.8 10.4 2.8 10.4 0',
  terminal: 'M3 4.5 6.5 8 3 11.5M8.2 11.5H13',
  search: 'M7 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM10 10l3.2 3.2',
  box: 'M8 2.2l5.2 2.8v6L8 13.8 2.8 11V5zM2.8 5 8 7.9 13.2 5M8 7.9v5.9',
  layers: 'M8 2.5 13.5 5.4 8 8.3 2.5 5.4zM2.8 8.3 8 11l5.2-2.7M2.8 11 8 13.7 13.2 11',
  book: 'M3 3h3.6A1.6 1.6 0 0 1 8 4.4v8.4a1.5 1.5 0 0 0-1.4-1H3zM13 3H9.4A1.6 1.6 0 0 0 8 4.4v8.4a1.5 1.5 0 0 1 1.4-1H13z',
  code: 'M5.8 4.5 2.3 8l3.5 3.5M10.2 4.5 13.7 8l-3.5 3.5',
  info: 'M8 7.3v3.6M8 5.1v.1M8 2.3a5.7 5.7 0 1 1 0 11.4A5.7 5.7 0 0 1 8 2.3z',
  warning: 'M8 2.6 14 13H2zM8 6.6v3M8 11.2v.1',
  refresh: 'M13 8a5 5 0 1 1-1.6-3.7M11.6 2v2.6H9',
  panelLeft: 'M2.5 3.5h11v9h-11zM6.3 3.5v9',
  panelRight: 'M2.5 3.5h11v9h-11zM9.7 3.5v9',
  more: 'M3.8 8h.1M8 8h.1M12.2 8h.1',
  copy: 'M5.5 5.5h7v7h-7zM3.5 10.5v-7h7',
  globe:
    'M8 2.3a5.7 5.7 0 1 1 0 11.4A5.7 5.7 0 0 1 8 2.3zM2.4 8h11.2M8 2.4c2 1.6 2.7 3.5 2.7 5.6S10 12 8 13.6C6 12 5.3 10.1 5.3 8S6 4 8 2.4z',
  external: 'M9.3 3H13v3.7M12.8 3.2 7.6 8.4M11 9.6V13H3V5h3.4',
  arrowLeft: 'M12.5 8h-9M7 4.2 3.2 8 7 11.8',
  arrowRight: 'M3.5 8h9M9 4.2 12.8 8 9 11.8',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.35"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** A hull in its dock. */
export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" aria-hidden="true">
      <path d="M1.8 5v10.5h16.4V5" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" />
      <path d="M4.6 8.2h10.8l-1.7 4.6H6.3z" fill="var(--accent)" />
      <path d="M8.2 3.2h3.6v3H8.2z" fill="var(--accent)" />
    </svg>
  );
}
