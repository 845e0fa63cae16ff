import { nameToEmoji } from 'gemoji';

/** Slack's names where GitHub, whose names gemoji has, uses others or gives them to something else. */
const slackNames: Readonly<Record<string, string>> = {
  black_square_for_stop: '⏹️',
  calendar: '📅',
  double_vertical_bar: '⏸️',
  large_green_circle: '🟢',
  large_orange_circle: '🟠',
  large_purple_circle: '🟣',
  large_yellow_circle: '🟡',
  octagonal_sign: '🛑',
  robot_face: '🤖',
  satellite_antenna: '📡',
  thinking_face: '🤔',
};

export function isEmojiName(name: string): boolean {
  return emojiCharacter(name) !== undefined;
}

/** The character of a shortcode, without its colons; undefined for a name that nobody knows, which is shown as written. */
export function emojiCharacter(name: string): string | undefined {
  const names = Object.hasOwn(slackNames, name) ? slackNames : nameToEmoji;
  return Object.hasOwn(names, name) ? names[name] : undefined;
}
