/**
 * Takes Jinja out of a template, so that it can be read without being rendered
 * (https://docs.aws.amazon.com/proton/latest/userguide/parameters.html): statements and comments go, an expression
 * becomes the text of what it starts with, such as `environment.inputs.cidr`. Loops and branches are thereby taken once.
 * Runs in time proportional to the text.
 */
export function withoutJinja(text: string): string {
  const withoutComments = replaceBetween(text, '{#', '#}', () => '');
  const withoutStatements = replaceBetween(withoutComments, '{%', '%}', () => '');
  return replaceBetween(withoutStatements, '{{', '}}', (expression) => subjectOf(expression));
}

/** The name at the start of an expression; filters and operators behind it do not matter. */
function subjectOf(expression: string): string {
  return /[\w.]+/.exec(expression.slice(0, 200))?.[0] ?? 'expression';
}

function replaceBetween(text: string, open: string, close: string, replace: (inside: string) => string): string {
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf(open, from);
    const end = start === -1 ? -1 : text.indexOf(close, start + open.length);
    if (end === -1) break;
    parts.push(text.slice(from, start), replace(text.slice(start + open.length, end)));
    from = end + close.length;
  }
  parts.push(text.slice(from));
  return parts.join('');
}
