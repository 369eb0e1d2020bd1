/** Monaco's own worker: word completion, links and diffs are computed there. */
import 'monaco-editor/editor/editor.worker.js';
