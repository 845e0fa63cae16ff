import type { Snapshot } from '../../protocol.ts';
import { make } from '../dom.ts';
import { icon } from '../icons.ts';

/** The author of what Slack itself says. */
export const slackItself = 'slack';

/** The square beside a message: the app's sign, or a person's first letter in their colour. */
export function renderAvatar(userId: string, snapshot: Snapshot): HTMLElement {
  if (userId === snapshot.app.botUserId) return make('span', { class: 'avatar avatar-app' }, icon('brand'));
  if (userId === slackItself) return make('span', { class: 'avatar avatar-slack', 'aria-hidden': 'true' }, 'S');
  const index = snapshot.people.findIndex((person) => person.id === userId);
  const letter = snapshot.people[index]?.displayName.slice(0, 1) ?? '?';
  return make('span', { class: `avatar avatar-${(index + 1) % 6}`, 'aria-hidden': 'true' }, letter);
}
