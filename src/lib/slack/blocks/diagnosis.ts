import type { Diagnosis } from '../../model/diagnosis.ts';
import type { Item } from '../../model/item.ts';
import { code, type Mrkdwn, moment, mrkdwn } from '../mrkdwn.ts';
import { cutWithCount, withoutInvisible } from '../plain.ts';
import { type Block, preformatted, section } from './block-kit.ts';

/** A message shows the beginning; `/proton diagnose` shows all of it. */
const shownCharacters = 1200;
/** What Slack takes in one text. An item keeps more. */
const boxCharacters = 2900;

/**
 * What was found about why it hangs or failed: in a box, so that nothing in it is markup.
 *
 * @param isWhole - whether all that is kept is shown
 */
export function diagnosisBlocks(
  { subject }: Pick<Item, 'subject'>,
  diagnosis: Diagnosis | undefined,
  isWhole = false,
): readonly Block[] {
  if (diagnosis === undefined) return [];
  const text = withoutInvisible(diagnosis.text).trim();
  if (text === '') return [];
  const boxes = isWhole ? boxesOf(text) : [cutWithCount(text, shownCharacters)];
  return [section(titleOf(subject, diagnosis)), ...boxes.map(preformatted)];
}

/** Cut between lines; no line is as long as a box. */
function boxesOf(text: string): readonly string[] {
  const boxes: string[] = [];
  for (const line of text.split('\n')) {
    const last = boxes.at(-1);
    const longer = `${last ?? ''}\n${line}`;
    if (last !== undefined && longer.length <= boxCharacters) boxes[boxes.length - 1] = longer;
    else if (line !== '') boxes.push(cutWithCount(line, boxCharacters));
  }
  return boxes;
}

function titleOf(subject: Item['subject'], { atMs, part }: Diagnosis): Mrkdwn {
  const what = subject.on === 'deployment' && subject.deployment.phase === 'failed' ? 'What failed' : 'What hung';
  const where = part === undefined ? mrkdwn`` : mrkdwn` in ${code(part)}`;
  return mrkdwn`🔎 *${what}*${where}, as it was ${moment(atMs, 'second')}`;
}
