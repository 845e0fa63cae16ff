import { isJsonObject, type JsonObject, objectsIn, textOf } from '../../json.ts';
import { make } from '../dom.ts';
import { showEmoji } from '../text/emoji-pictures.ts';
import type { Names } from '../text/names.ts';
import { renderLink, renderMention, renderPlain } from '../text/render-mrkdwn.ts';

/** Renders a `rich_text` block. */
export function renderRichText(block: JsonObject, names: Names): HTMLElement {
  return make(
    'div',
    { class: 'block-rich-text' },
    objectsIn(block['elements']).map((part) => renderPart(part, names)),
  );
}

function renderPart(part: JsonObject, names: Names): HTMLElement {
  const inline = () => objectsIn(part['elements']).map((element) => renderInline(element, names));
  switch (part['type']) {
    case 'rich_text_preformatted':
      return make('pre', {}, inline());
    case 'rich_text_quote':
      return make('blockquote', {}, inline());
    case 'rich_text_list': {
      const entries = objectsIn(part['elements']).map((entry) => make('li', {}, renderPart(entry, names)));
      return make(part['style'] === 'operationAccepted' ? 'ol' : 'ul', {}, entries);
    }
    default:
      return make('div', {}, inline());
  }
}

function renderInline(element: JsonObject, names: Names): Node {
  switch (element['type']) {
    case 'link': {
      const url = textOf(element['url']);
      return renderLink(url, document.createTextNode(textOf(element['text']) || url));
    }
    case 'emoji':
      return showEmoji(textOf(element['name']));
    case 'user':
      return renderMention(`@${names.user(textOf(element['user_id']))}`, 'user');
    case 'usergroup':
      return renderMention(`@${names.userGroup(textOf(element['usergroup_id']))}`, 'group');
    case 'channel':
      return renderMention(`#${names.channel(textOf(element['channel_id']))}`, 'channel');
    case 'broadcast':
      return renderMention(`@${textOf(element['range'])}`, 'broadcast');
    default:
      return styled(element, renderPlain(textOf(element['text']), false));
  }
}

const styleTags = [
  ['code', 'code'],
  ['bold', 'strong'],
  ['italic', 'em'],
  ['strike', 's'],
] as const;

function styled(element: JsonObject, content: Node[]): Node {
  const style = isJsonObject(element['style']) ? element['style'] : {};
  return styleTags
    .filter(([name]) => style[name] === true)
    .reduce<HTMLElement>((inner, [, tag]) => make(tag, {}, inner), make('span', {}, content));
}
