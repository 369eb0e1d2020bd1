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

/**
 * With a moment after those docker commands (one or more names, with `|` between), as a learner takes it to read: a container that was started
 * has begun its work, and a state is seen before the next command ends it. On a slow machine, where Docker's answers take longer, it is longer.
 */
export const withPauses = (script: string, commands: string): string => `docker() {
  command docker "$@"
  local code=$? began=\${EPOCHREALTIME/./} pause rest
  case $1 in ${commands})
    command docker ps -q > /dev/null 2>&1
    pause=$(((\${EPOCHREALTIME/./} - began) * 3 + 50000))
    printf -v rest %06d $((pause % 1000000))
    sleep $((pause / 1000000)).$rest
  esac
  return $code
}
${script}`;

function isComplete(lines: readonly string[]): boolean {
  const code: string[] = [];
  let end: string | undefined;
  for (const line of lines) {
    if (end !== undefined) {
      if (line.trim() === end) end = undefined;
      continue;
    }
    end = /<<-?\s*(['"]?)(\w+)\1/.exec(line)?.[2];
    code.push(line);
  }
  const bare = withoutQuoted(code.join('\n'));
  if (end !== undefined || bare === undefined || /(\\|\||&&)$/.test(bare)) return false;
  let depth = 0;
  // Where a command may stand: else it is an argument.
  const place = /(?:^|[;&|({\n]|\bdo\b|\bthen\b|\belse\b)[ \t]*(for|while|until|if|case|\{|done|fi|esac|\})(?=$|[;&|\s)])/g;
  for (const [, word = ''] of bare.matchAll(place)) depth += ['done', 'fi', 'esac', '}'].includes(word) ? -1 : 1;
  return depth <= 0;
}

/** `undefined`: a quote is still open. */
function withoutQuoted(text: string): string | undefined {
  let quote = '';
  let bare = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '\\' && quote !== "'") {
      if (quote === '') bare += char;
      at++;
    } else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
    else if (quote === '') bare += char;
  }
  return quote === '' ? bare : undefined;
}
