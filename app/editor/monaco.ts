/**
 * Monaco with only the parts that this page uses, in a chunk of its own: nothing before the first prompt imports this file.
 * Everything is bundled and served from the site itself.
 */
import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/anchorSelect/register';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codeAction/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/dnd/register';
import 'monaco-editor/features/documentSymbols/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/format/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/gotoLine/register';
import 'monaco-editor/editor/contrib/gotoSymbol/browser/goToCommands.js';
import 'monaco-editor/features/gotoSymbol/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/links/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/parameterHints/register';
import 'monaco-editor/features/quickCommand/register';
import 'monaco-editor/features/quickOutline/register';
import 'monaco-editor/features/readOnlyMessage/register';
import 'monaco-editor/features/rename/register';
import 'monaco-editor/features/smartSelect/register';
import 'monaco-editor/features/snippet/register';
// `features/suggest` brings only its inline form; this is the list.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/tokenization/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/css/register';
import 'monaco-editor/languages/definitions/dockerfile/register';
import 'monaco-editor/languages/definitions/html/register';
import 'monaco-editor/languages/definitions/ini/register';
import 'monaco-editor/languages/definitions/javascript/register';
import 'monaco-editor/languages/definitions/markdown/register';
import 'monaco-editor/languages/definitions/python/register';
import 'monaco-editor/languages/definitions/shell/register';
import 'monaco-editor/languages/definitions/yaml/register';
import { isDark, settings } from '../session/settings.ts';
import { registerCacheMarks } from './cache-marks.ts';
import { registerDockerfile } from './dockerfile.ts';

self.MonacoEnvironment = {
  getWorker: () => new Worker(new URL('./editor.worker.ts', import.meta.url), { type: 'module' }),
};

monaco.languages.register({ id: 'json', extensions: ['.json'] });
monaco.languages.setLanguageConfiguration('json', {
  brackets: [
    ['{', '}'],
    ['[', ']'],
  ],
  autoClosingPairs: [
    { open: '{', close: '}' },
    { open: '[', close: ']' },
    { open: '"', close: '"', notIn: ['string'] },
  ],
});
monaco.languages.setMonarchTokensProvider('json', {
  tokenizer: {
    root: [
      [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'type'],
      [/"(?:[^"\\]|\\.)*"/, 'string'],
      [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, 'number'],
      [/\b(?:true|false|null)\b/, 'keyword'],
      [/[{}[\]]/, '@brackets'],
    ],
  },
});

const shared = { inherit: true, rules: [] } as const;
monaco.editor.defineTheme('drydock-light', {
  ...shared,
  base: 'vs',
  rules: [],
  colors: {
    'editor.background': '#ffffff',
    'editor.foreground': '#24252a',
    'editorLineNumber.foreground': '#b3b4bb',
    'editorLineNumber.activeForeground': '#5f6068',
    'editor.lineHighlightBackground': '#f7f7f8',
    'editor.lineHighlightBorder': '#00000000',
    'editorWidget.background': '#ffffff',
    'editorWidget.border': '#e7e7ea',
    focusBorder: '#0b63ce',
    'editorIndentGuide.background1': '#eeeef0',
    'scrollbarSlider.background': '#d4d4d880',
    'scrollbarSlider.hoverBackground': '#d4d4d8',
  },
});
monaco.editor.defineTheme('drydock-dark', {
  ...shared,
  base: 'vs-dark',
  rules: [],
  colors: {
    'editor.background': '#0d0e10',
    'editor.foreground': '#dcdde1',
    'editorLineNumber.foreground': '#4a4c54',
    'editorLineNumber.activeForeground': '#a0a2ab',
    'editor.lineHighlightBackground': '#141519',
    'editor.lineHighlightBorder': '#00000000',
    'editorWidget.background': '#18191d',
    'editorWidget.border': '#2b2d33',
    focusBorder: '#5aa2f7',
    'editorIndentGuide.background1': '#1f2126',
    'scrollbarSlider.background': '#34363d80',
    'scrollbarSlider.hoverBackground': '#34363d',
  },
});

registerDockerfile();
registerCacheMarks();

/** The one editor of the page; its model changes with the tab. */
export function createEditor(place: HTMLElement): { editor: monaco.editor.IStandaloneCodeEditor; dispose: () => void } {
  const font = getComputedStyle(document.documentElement).getPropertyValue('--mono');
  const appearance = () => ({
    theme: isDark() ? 'drydock-dark' : 'drydock-light',
    fontSize: settings.get().fontSize,
    accessibilitySupport: settings.get().screenReader ? ('on' as const) : ('auto' as const),
  });
  const editor = monaco.editor.create(place, {
    ...appearance(),
    model: null,
    automaticLayout: true,
    fontFamily: font,
    lineHeight: 1.6,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    padding: { top: 10, bottom: 10 },
    lineNumbersMinChars: 3,
    lineDecorationsWidth: 8,
    renderLineHighlight: 'line',
    renderLineHighlightOnlyWhenFocus: true,
    overviewRulerBorder: false,
    hideCursorInOverviewRuler: true,
    guides: { indentation: true },
    fixedOverflowWidgets: true,
    scrollbar: { verticalScrollbarSize: 8, horizontalScrollbarSize: 8, useShadows: false },
    wordBasedSuggestions: 'currentDocument',
    ariaLabel: 'Editor',
  });
  const unsubscribe = settings.subscribe(() => {
    monaco.editor.setTheme(appearance().theme);
    editor.updateOptions(appearance());
  });
  void document.fonts.ready.then(() => monaco.editor.remeasureFonts());
  return {
    editor,
    dispose: () => {
      unsubscribe();
      editor.dispose();
    },
  };
}

export { monaco };
