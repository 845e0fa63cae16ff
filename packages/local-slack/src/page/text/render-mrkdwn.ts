import { formatDate, type MrkdwnNode, parseMrkdwn, parsePlain } from '../../mrkdwn/index.ts';
import { make } from '../dom.ts';
import { showEmoji, showText } from './emoji-pictures.ts';
import { locale, type Names } from './names.ts';

/** A text object of Block Kit, of which only the type is sure. */
export interface TextObject {
  readonly type: 'plain_text' | 'mrkdwn';
  readonly text: string;
  readonly emoji?: boolean;
}

export function renderMrkdwn(text: string, names: Names): Node[] {
  return parseMrkdwn(text).map((node) => renderNode(node, names));
}

/** Plain text; its emoji shortcodes are shown as emoji unless the app forbids it. */
export function renderPlain(text: string, showsEmoji = true): Node[] {
  return parsePlain(text).flatMap((node) => {
    if (node.type === 'break') return [make('br')];
    if (node.type !== 'text') return [];
    return showsEmoji ? renderShortcodes(node.text) : [document.createTextNode(node.text)];
  });
}

export function renderTextObject(object: TextObject, names: Names): Node[] {
  return object.type === 'mrkdwn' ? renderMrkdwn(object.text, names) : renderPlain(object.text, object.emoji ?? true);
}

/** A link that leaves the page; only http, https and mailto come this far. */
export function renderLink(url: string, ...children: readonly Node[]): HTMLAnchorElement {
  return make('a', { href: url, target: '_blank', rel: 'noreferrer noopener', class: 'link' }, children);
}

export function renderMention(text: string, kind: 'user' | 'channel' | 'group' | 'broadcast'): HTMLElement {
  return make('span', { class: `mention mention-${kind}` }, text);
}

function renderNode(node: MrkdwnNode, names: Names): Node {
  switch (node.type) {
    case 'text':
      return make('span', {}, showText(node.text));
    case 'break':
      return make('br');
    case 'bold':
      return make(
        'strong',
        {},
        node.children.map((child) => renderNode(child, names)),
      );
    case 'italic':
      return make(
        'em',
        {},
        node.children.map((child) => renderNode(child, names)),
      );
    case 'strike':
      return make(
        's',
        {},
        node.children.map((child) => renderNode(child, names)),
      );
    case 'quote':
      return make(
        'blockquote',
        {},
        node.children.map((child) => renderNode(child, names)),
      );
    case 'code':
      return make('code', {}, node.text);
    case 'preformatted':
      return make('pre', {}, node.text);
    case 'link':
      return renderLink(node.url, document.createTextNode(node.label));
    case 'user':
      return renderMention(`@${names.user(node.id, node.label)}`, 'user');
    case 'channel':
      return renderMention(`#${names.channel(node.id, node.label)}`, 'channel');
    case 'userGroup':
      return renderMention(`@${names.userGroup(node.id, node.label)}`, 'group');
    case 'broadcast':
      return renderMention(`@${node.range}`, 'broadcast');
    case 'date':
      return renderDate(node);
    case 'emoji':
      return showEmoji(node.name);
    default:
      return document.createTextNode('');
  }
}

function renderDate(node: MrkdwnNode & { type: 'date' }): Node {
  const date = new Date(node.atSeconds * 1000);
  const isReal = !Number.isNaN(date.getTime());
  const shown = isReal ? formatDate(node.atSeconds, node.format, { nowMs: Date.now(), locale }) : node.fallback;
  const time = make('time', isReal ? { datetime: date.toISOString(), title: date.toLocaleString() } : {}, shown);
  return node.url === undefined ? time : renderLink(node.url, time);
}

function renderShortcodes(text: string): Node[] {
  return text.split(/(:[a-z0-9_+'-]{1,60}:)/).flatMap((piece, index) => {
    return index % 2 === 1 ? [showEmoji(piece.slice(1, -1))] : showText(piece);
  });
}
