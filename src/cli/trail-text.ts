import { plainText, wordsOf } from '../lib/model/audit-words.ts';
import type { TrailEntry } from '../lib/model/trail.ts';
import { explain } from '../lib/rules/index.ts';
import { visibleText } from '../lib/visible-text.ts';

/** One trail entry for people: when and what, and for a decision every clause with the values it saw. */
export function describeTrailEntry(entry: TrailEntry): string {
  const { event, actor, atMs } = entry;
  const { sentence, details } = wordsOf(event, actor);
  const asides = details.length === 0 ? '' : ` (${details.join(', ')})`;
  const line = visibleText(`${new Date(atMs).toISOString()}  ${plainText(sentence)}${asides}`);
  return event.what === 'decided' ? `${line}\n${explain(event)}` : line;
}
