import { parseAngle } from './angle.ts';
import { isEmojiName } from './emoji.ts';
import { decodeEntities, type MrkdwnNode } from './nodes.ts';

const styles = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
type StyleMark = keyof typeof styles;

interface Found {
  readonly node: MrkdwnNode;
  readonly end: number;
}

/** Reads one line: styles, code, mentions, links and emoji. What is not closed is text. */
export function parseInline(line: string): MrkdwnNode[] {
  const nodes: MrkdwnNode[] = [];
  // Where a search for a closing mark failed, it fails for every later opening too: this keeps long lines linear.
  const unclosed = new Set<string>();
  let textStart = 0;
  let position = 0;
  const flushText = () => {
    if (position > textStart) nodes.push({ type: 'text', text: decodeEntities(line.slice(textStart, position)) });
  };
  while (position < line.length) {
    const found = parseAt(line, position, unclosed);
    if (found === undefined) {
      position += 1;
      continue;
    }
    flushText();
    nodes.push(found.node);
    position = found.end;
    textStart = found.end;
  }
  flushText();
  return nodes;
}

function parseAt(line: string, position: number, unclosed: Set<string>): Found | undefined {
  const character = line[position];
  switch (character) {
    case '`':
      return parseCode(line, position, unclosed);
    case '<':
      return parseBracketed(line, position, unclosed);
    case ':':
      return parseEmoji(line, position);
    case '*':
    case '_':
    case '~':
      return parseStyled(line, position, character, unclosed);
    case 'h':
      return parseBareLink(line, position);
    default:
      return undefined;
  }
}

function parseCode(line: string, start: number, unclosed: Set<string>): Found | undefined {
  if (unclosed.has('`')) return undefined;
  const close = line.indexOf('`', start + 1);
  if (close === -1) unclosed.add('`');
  if (close <= start + 1) return undefined;
  return { node: { type: 'code', text: decodeEntities(line.slice(start + 1, close)) }, end: close + 1 };
}

function parseBracketed(line: string, start: number, unclosed: Set<string>): Found | undefined {
  if (unclosed.has('<')) return undefined;
  const close = line.indexOf('>', start + 1);
  if (close === -1) {
    unclosed.add('<');
    return undefined;
  }
  const node = parseAngle(line.slice(start + 1, close));
  return node === undefined ? undefined : { node, end: close + 1 };
}

function parseEmoji(line: string, start: number): Found | undefined {
  const name = /^:([a-z0-9_+'-]{1,60}):/.exec(line.slice(start, start + 62))?.[1];
  if (name === undefined || !isEmojiName(name)) return undefined;
  return { node: { type: 'emoji', name }, end: start + name.length + 2 };
}

/** A style opens where a word may start and closes where one may end: `a*b*c` is text. */
function parseStyled(line: string, start: number, mark: StyleMark, unclosed: Set<string>): Found | undefined {
  if (unclosed.has(mark) || isWordCharacter(line[start - 1]) || isSpaceOrNothing(line[start + 1])) return undefined;
  for (let close = line.indexOf(mark, start + 2); close !== -1; close = line.indexOf(mark, close + 1)) {
    if (isSpaceOrNothing(line[close - 1]) || isWordCharacter(line[close + 1])) continue;
    const children = parseInline(line.slice(start + 1, close));
    return { node: { type: styles[mark], children }, end: close + 1 };
  }
  unclosed.add(mark);
  return undefined;
}

/** Slack links bare web addresses that stand for themselves. */
function parseBareLink(line: string, start: number): Found | undefined {
  if (isWordCharacter(line[start - 1])) return undefined;
  const matched = /^https?:\/\/[^\s<>|"'`]+/.exec(line.slice(start, start + 2000))?.[0].replace(/[.,;:!?)*_~]+$/, '');
  if (matched === undefined || matched.endsWith('//')) return undefined;
  const url = decodeEntities(matched);
  return { node: { type: 'link', url, label: url }, end: start + matched.length };
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

function isSpaceOrNothing(character: string | undefined): boolean {
  return character === undefined || /\s/.test(character);
}
