import { parseInline } from './inline.ts';
import { decodeEntities, type MrkdwnNode } from './nodes.ts';

const fence = '```';

/**
 * Reads Slack's mrkdwn: https://docs.slack.dev/messaging/formatting-message-text
 * The result is data; nothing in it is markup, whatever the text was.
 */
export function parseMrkdwn(text: string): MrkdwnNode[] {
  const nodes: MrkdwnNode[] = [];
  let rest = text;
  for (;;) {
    const open = rest.indexOf(fence);
    const close = open === -1 ? -1 : rest.indexOf(fence, open + fence.length);
    if (close === -1 || close === open + fence.length) break;
    nodes.push(...parseLines(rest.slice(0, open).replace(/\n$/, '')));
    const code = rest
      .slice(open + fence.length, close)
      .replace(/^\n/, '')
      .replace(/\n$/, '');
    nodes.push({ type: 'preformatted', text: decodeEntities(code) });
    rest = rest.slice(close + fence.length).replace(/^\n/, '');
  }
  return [...nodes, ...parseLines(rest)];
}

/** Plain text as nodes: only its line breaks mean something. */
export function parsePlain(text: string): MrkdwnNode[] {
  return text.split('\n').flatMap((line, index): MrkdwnNode[] => {
    const shown: MrkdwnNode[] = line === '' ? [] : [{ type: 'text', text: line }];
    return index === 0 ? shown : [{ type: 'break' }, ...shown];
  });
}

function parseLines(text: string): MrkdwnNode[] {
  if (text === '') return [];
  const nodes: MrkdwnNode[] = [];
  let quoted: string[] = [];
  const flushQuote = () => {
    if (quoted.length > 0) nodes.push({ type: 'quote', children: joinLines(quoted) });
    quoted = [];
  };
  let previousWasText = false;
  for (const line of text.split('\n')) {
    const quote = /^(?:>|&gt;) ?([\s\S]*)$/.exec(line)?.[1];
    if (quote !== undefined) {
      quoted.push(quote);
      previousWasText = false;
      continue;
    }
    flushQuote();
    if (previousWasText) nodes.push({ type: 'break' });
    nodes.push(...parseInline(line));
    previousWasText = true;
  }
  flushQuote();
  return nodes;
}

function joinLines(lines: readonly string[]): MrkdwnNode[] {
  return lines.flatMap((line, index) => [...(index === 0 ? [] : [{ type: 'break' } as const]), ...parseInline(line)]);
}
