import { onOneLine } from '../plain.ts';

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** `<http://orders.api|orders.api>`, `<mailto:…|…>`, `<@U…|name>`, `<#C…|name>`: how Slack changes typed text. */
const slackMarkup = /<([^<>|]*)(?:\|([^<>]*))?>/gu;

/**
 * The text as the person typed it: one line, without Slack's escapes and links, and with plain quotes and double hyphens in place
 * of the typographic ones of keyboards. It is not documented when Slack escapes (except `should_escape`), so raw and escaped text
 * give the same result.
 */
export function asTyped(text: string): string {
  const decoded = text.replaceAll(/&(?:amp|lt|gt);/gu, (entity) => entities[entity] ?? entity);
  const unlinked = decoded.replaceAll(slackMarkup, (whole, address: string, label: string | undefined) =>
    label === undefined || label === '' ? withoutMarker(whole, address) : label,
  );
  return onOneLine(unlinked)
    .replaceAll(/[“”„‟«»]/gu, '"')
    .replaceAll(/[‘’‚‛]/gu, "'")
    .replaceAll('—', '--');
}

/** A link without a label was typed as its address; any other `<word>` does not change. */
function withoutMarker(whole: string, address: string): string {
  return /^(?:https?|mailto):/u.test(address) ? address.replace(/^mailto:/u, '') : whole;
}

/** A word without the quotes or backticks around it, or the angle brackets of the help's `<target>`. */
export function unquoted(word: string): string {
  const inner = /^(["'`])(.*)\1$/u.exec(word)?.[2] ?? /^<(.*)>$/u.exec(word)?.[1];
  return inner ?? word;
}
