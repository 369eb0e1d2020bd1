/** The commands of a solution's script, each as it would be typed: what spans lines (a here document, a loop, a line that goes on) stays together. */
export function commandsOf(script: string): string[] {
  const commands: string[] = [];
  let open: string[] = [];
  for (const line of script.split('\n')) {
    if (open.length === 0 && /^\s*(#.*)?$/.test(line)) continue;
    open.push(line);
    if (!isComplete(open)) continue;
    commands.push(open.join('\n'));
    open = [];
  }
  return open.length > 0 ? [...commands, open.join('\n')] : commands;
}

/** Without the docker commands that only show something: a script that is not read by anybody does the same without them. */
export function withoutShowing(script: string): string {
  const shows =
    /^docker (ps|images|(image|container|volume|network) (ls|inspect|history|logs)|history|inspect|logs|diff|top|port|version|info)\b[^|&;<>$`()]*$/;
  return commandsOf(script)
    .filter((command) => !shows.test(command))
    .join('\n');
}

function isComplete(lines: readonly string[]): boolean {
  const last = lines.at(-1) ?? '';
  let depth = 0;
  let end: string | undefined;
  for (const line of lines) {
    if (end !== undefined) {
      if (line.trim() === end) end = undefined;
      continue;
    }
    end = /<<-?\s*(['"]?)(\w+)\1/.exec(line)?.[2];
    // Where a command may stand: else it is an argument.
    for (const [, word = ''] of line.matchAll(
      /(?:^|[;&|({]|\bdo\b|\bthen\b|\belse\b)\s*(for|while|until|if|case|\{|done|fi|esac|\})(?=$|[;&|\s)])/g,
    )) {
      depth += ['done', 'fi', 'esac', '}'].includes(word) ? -1 : 1;
    }
  }
  return end === undefined && depth <= 0 && !/(\\|\||&&)$/.test(last) && hasEvenQuotes(lines.join('\n'));
}

function hasEvenQuotes(text: string): boolean {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '\\' && quote !== "'") at++;
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
  }
  return quote === '';
}
