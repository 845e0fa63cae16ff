/** Slack's text formats as data: pure, for the page and for tests. */
export { formatDate, type Reader, relativeDay } from './dates.ts';
export { emojiCharacter } from './emoji.ts';
export type { MrkdwnNode } from './nodes.ts';
export { parseMrkdwn, parsePlain } from './parse.ts';
