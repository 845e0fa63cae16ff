/**
 * Compiles a wildcard pattern: `*` stands for any run of characters, `\*` and `\\` for themselves.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-wildcard-matching
 *
 * @param refuse throws for a pattern that EventBridge does not take
 */
export function compileWildcard(pattern: string, refuse: (reason: string) => never): (text: string) => boolean {
  const pieces: string[] = [''];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === '*') {
      if (index > 0 && pattern.charAt(index - 1) === '*' && pieces.at(-1) === '') {
        refuse(`Consecutive wildcard characters at pos ${String(index - 1)}`);
      }
      pieces.push('');
      continue;
    }
    if (character === '\\') {
      index += 1;
      if (!['*', '\\'].includes(pattern.charAt(index))) refuse(`Invalid escape character at pos ${String(index - 1)}`);
    }
    pieces.push(`${pieces.pop() ?? ''}${pattern.charAt(index)}`);
  }
  return (text) => matchesPieces(pieces, text);
}

/** Finds the pieces between wildcards in order, each as early as possible; linear, unlike a backtracking expression. */
function matchesPieces(pieces: readonly string[], text: string): boolean {
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return text === first;
  const last = pieces.at(-1) ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const endsAt = text.length - last.length;
  let position = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, position);
    if (found === -1) return false;
    position = found + piece.length;
  }
  return position <= endsAt;
}
