import { type DockerfileLanguageService, DockerfileLanguageServiceFactory } from 'dockerfile-language-service';
import * as monaco from 'monaco-editor/editor';
import type { MarkupContent, Position, Range, TextEdit } from 'vscode-languageserver-types';
import { type Finding, lint } from '../../engine/build/lint.ts';
import { objects } from '../objects/objects.ts';

/** The Dockerfile language service as Monaco's providers: LSP counts lines and columns from 0, Monaco from 1, and that is most of it. */
const language = 'dockerfile';
const lintDelay = 200;

export function registerDockerfile(): void {
  const service = DockerfileLanguageServiceFactory.createLanguageService();
  service.setCapabilities({
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
    hover: { contentFormat: ['markdown'] },
    foldingRange: { lineFoldingOnly: true },
  });
  registerCompletion(service);
  registerReading(service);
  registerFormatting(service);
  registerLint(service);
}

function registerCompletion(service: DockerfileLanguageService): void {
  monaco.languages.registerCompletionItemProvider(language, {
    triggerCharacters: ['=', ' ', '$', '-', ':'],
    async provideCompletionItems(model, position) {
      const word = model.getWordUntilPosition(position);
      const here = new monaco.Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn);
      const items = await service.computeCompletionItems(model.getValue(), toLsp(position));
      const suggestions = items.map((item): monaco.languages.CompletionItem => {
        const edit = item.textEdit && 'range' in item.textEdit ? item.textEdit : undefined;
        const documentation = service.resolveCompletionItem(item).documentation;
        return {
          label: item.label,
          // LSP's kinds start at 1 and are ordered otherwise; all there is here are keywords, names and snippets.
          kind: item.kind === 15 ? monaco.languages.CompletionItemKind.Snippet : monaco.languages.CompletionItemKind.Keyword,
          ...(item.detail !== undefined && { detail: item.detail }),
          ...(item.sortText !== undefined && { sortText: item.sortText }),
          ...(documentation !== undefined && { documentation: markdown(documentation) }),
          insertText: edit?.newText ?? item.insertText ?? item.label,
          insertTextRules: item.insertTextFormat === 2 ? monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet : 0,
          range: edit ? toRange(edit.range) : here,
        };
      });
      return { suggestions: [...suggestions, ...imageNames(model, position)] };
    },
  });
}

/** After FROM and COPY --from=: the images that are here. */
function imageNames(model: monaco.editor.ITextModel, position: monaco.Position): monaco.languages.CompletionItem[] {
  const before = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
  const typed = /^\s*(?:FROM\s+(?:--\S+\s+)*|COPY\s+(?:--\S+\s+)*--from=)(\S*)$/i.exec(before);
  if (typed === null) return [];
  const range = new monaco.Range(position.lineNumber, position.column - (typed[1] ?? '').length, position.lineNumber, position.column);
  return (objects.get().images ?? [])
    .filter(({ repository }) => repository !== '<none>')
    .map(({ repository, tag }) => ({
      label: `${repository}:${tag}`,
      kind: monaco.languages.CompletionItemKind.Module,
      detail: 'image on this machine',
      insertText: `${repository}:${tag}`,
      sortText: `0${repository}:${tag}`,
      range,
    }));
}

/** What only looks: hover, signatures, symbols, links, definitions, highlights, folding. */
function registerReading(service: DockerfileLanguageService): void {
  const { languages } = monaco;
  languages.registerHoverProvider(language, {
    provideHover(model, position) {
      const hover = service.computeHover(model.getValue(), toLsp(position));
      if (hover === null || hover === undefined) return null;
      return { contents: [markdown(hover.contents as MarkupContent)], ...(hover.range && { range: toRange(hover.range) }) };
    },
  });
  languages.registerSignatureHelpProvider(language, {
    signatureHelpTriggerCharacters: ['[', ',', '"', ' ', '=', '-', '$', '{'],
    provideSignatureHelp(model, position) {
      const help = service.computeSignatureHelp(model.getValue(), toLsp(position));
      if (help === null || help.signatures.length === 0) return null;
      const signatures = help.signatures.map(({ label, documentation, parameters }) => ({
        label,
        ...(documentation !== undefined && { documentation: markdown(documentation) }),
        parameters: (parameters ?? []).map((parameter) => ({
          label: parameter.label,
          ...(parameter.documentation !== undefined && { documentation: markdown(parameter.documentation) }),
        })),
      }));
      return {
        value: { signatures, activeSignature: help.activeSignature ?? 0, activeParameter: help.activeParameter ?? -1 },
        dispose: () => undefined,
      };
    },
  });
  languages.registerDocumentSymbolProvider(language, {
    displayName: 'Dockerfile',
    provideDocumentSymbols: (model) =>
      service.computeSymbols({ uri: model.uri.toString() }, model.getValue()).map(({ name, location }) => ({
        name,
        detail: '',
        kind: monaco.languages.SymbolKind.Function,
        tags: [],
        range: toRange(location.range),
        selectionRange: toRange(location.range),
      })),
  });
  languages.registerLinkProvider(language, {
    provideLinks: (model) => ({
      links: service.computeLinks(model.getValue()).map((link) => {
        const { target } = service.resolveLink(link);
        return { range: toRange(link.range), ...(target !== undefined && { url: target }) };
      }),
    }),
  });
  languages.registerDefinitionProvider(language, {
    provideDefinition(model, position) {
      const found = service.computeDefinition({ uri: model.uri.toString() }, model.getValue(), toLsp(position));
      return found === null ? null : { uri: model.uri, range: toRange(found.range) };
    },
  });
  languages.registerDocumentHighlightProvider(language, {
    provideDocumentHighlights: (model, position) =>
      service.computeHighlightRanges(model.getValue(), toLsp(position)).map(({ range }) => ({ range: toRange(range) })),
  });
  languages.registerFoldingRangeProvider(language, {
    provideFoldingRanges: (model) =>
      service.computeFoldingRanges(model.getValue()).map(({ startLine, endLine }) => ({ start: startLine + 1, end: endLine + 1 })),
  });
}

/** What writes: formatting and renaming of stages and variables. */
function registerFormatting(service: DockerfileLanguageService): void {
  const { languages } = monaco;
  languages.registerDocumentFormattingEditProvider(language, {
    provideDocumentFormattingEdits: (model, options) => toEdits(service.format(model.getValue(), { ...options })),
  });
  languages.registerDocumentRangeFormattingEditProvider(language, {
    provideDocumentRangeFormattingEdits: (model, range, options) =>
      toEdits(service.formatRange(model.getValue(), fromRange(range), { ...options })),
  });
  languages.registerOnTypeFormattingEditProvider(language, {
    autoFormatTriggerCharacters: ['\\', '`'],
    provideOnTypeFormattingEdits: (model, position, character, { ...options }) =>
      toEdits(service.formatOnType(model.getValue(), toLsp(position), character, { ...options })),
  });
  languages.registerRenameProvider(language, {
    provideRenameEdits: (model, position, newName) => ({
      edits: service
        .computeRename({ uri: model.uri.toString() }, model.getValue(), toLsp(position), newName)
        .map((edit) => ({ resource: model.uri, versionId: model.getVersionId(), textEdit: toEdit(edit) })),
    }),
    resolveRenameLocation(model, position) {
      const range = service.prepareRename(model.getValue(), toLsp(position));
      if (range === null)
        return { range: new monaco.Range(1, 1, 1, 1), text: '', rejectReason: 'Only stages and variables can be renamed.' };
      return { range: toRange(range), text: model.getValueInRange(toRange(range)) };
    },
  });
}

/**
 * What the builder would say, as markers: its errors and its build checks, in its words and from its own code. The language service's
 * diagnostics are not shown beside them, they only find the fixes that it knows.
 */
function registerLint(service: DockerfileLanguageService): void {
  const check = (model: monaco.editor.ITextModel): void => {
    if (model.isDisposed()) return;
    const findings = model.getValue().trim() === '' ? [] : lint(model.getValue());
    monaco.editor.setModelMarkers(
      model,
      language,
      findings.map((finding) => toMarker(model, finding)),
    );
  };
  monaco.editor.onDidCreateModel((model) => {
    if (model.getLanguageId() !== language) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    check(model);
    model.onDidChangeContent(() => {
      clearTimeout(timer);
      timer = setTimeout(() => check(model), lintDelay);
    });
    model.onWillDispose(() => clearTimeout(timer));
  });
  monaco.languages.registerCodeActionProvider(language, {
    provideCodeActions(model, range, { markers }) {
      const diagnostics = service
        .validate(model.getValue())
        .filter((diagnostic) => monaco.Range.areIntersectingOrTouching(toRange(diagnostic.range), range));
      const commands = service.computeCodeActions({ uri: model.uri.toString() }, fromRange(range), { diagnostics });
      const actions = commands.map(({ title, command, arguments: args }) => ({
        title,
        kind: 'quickfix',
        diagnostics: markers,
        edit: {
          edits: service
            .computeCommandEdits(model.getValue(), command, args ?? [])
            .map((edit) => ({ resource: model.uri, versionId: model.getVersionId(), textEdit: toEdit(edit) })),
        },
      }));
      return { actions, dispose: () => undefined };
    },
  });
}

const toLsp = ({ lineNumber, column }: monaco.IPosition): Position => ({ line: lineNumber - 1, character: column - 1 });
const toRange = ({ start, end }: Range) => new monaco.Range(start.line + 1, start.character + 1, end.line + 1, end.character + 1);
const fromRange = (range: monaco.IRange): Range => ({
  start: { line: range.startLineNumber - 1, character: range.startColumn - 1 },
  end: { line: range.endLineNumber - 1, character: range.endColumn - 1 },
});
const toEdit = ({ range, newText }: TextEdit) => ({ range: toRange(range), text: newText });
const toEdits = (edits: readonly TextEdit[]) => edits.map(toEdit);
const markdown = (content: string | MarkupContent): monaco.IMarkdownString => ({
  value: typeof content === 'string' ? content : content.value,
});

/** The builder knows lines: from the first word of the first one to the end of the last. */
function toMarker(model: monaco.editor.ITextModel, { severity, rule, message, url, range }: Finding): monaco.editor.IMarkerData {
  const last = Math.min(range.end, model.getLineCount());
  const first = Math.min(range.start, last);
  return {
    severity: severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
    message,
    source: 'Dockerfile',
    ...(rule !== undefined && { code: url === undefined ? rule : { value: rule, target: monaco.Uri.parse(url) } }),
    startLineNumber: first,
    startColumn: Math.max(model.getLineFirstNonWhitespaceColumn(first), 1),
    endLineNumber: last,
    endColumn: model.getLineMaxColumn(last),
  };
}
