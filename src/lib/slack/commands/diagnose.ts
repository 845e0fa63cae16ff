import { type CommandHandler, diagnoseTyped } from '../../flow/index.ts';
import type { Answer } from '../../model/request.ts';
import { diagnosisBlocks, fallback, headline, type Message, section, withUnasked } from '../blocks/index.ts';
import { joined, mrkdwn } from '../mrkdwn.ts';
import type { SlackCommand } from './definition.ts';

export const diagnose = {
  name: 'diagnose',
  typed: 'byName',
  group: 'look',
  arguments: { target: { need: 'required', label: 'target', example: 'orders/api' } },
  effect: 'read',
  permission: 'diagnose',
  summary: 'says why the deployment of a target fails or hangs, as far as that can be found out now',
} as const satisfies SlackCommand;

export const runDiagnose: CommandHandler<typeof diagnose> = (context, { target }) => diagnoseTyped(context, target);

/** All that was found about one deployment, or the beginning of it for each of several. */
export function renderDiagnoses({ diagnoses, unasked }: Extract<Answer, { kind: 'diagnoses' }>): Message {
  const headlines = diagnoses.map(({ item }) => headline(item.subject));
  const blocks = diagnoses.flatMap(({ item, diagnosis }) => {
    const found = diagnosisBlocks(item, diagnosis, diagnoses.length === 1);
    const nothing = section(mrkdwn`🔎 Nothing was found about why it would fail or hang.`);
    return [section(headline(item.subject)), ...(found.length === 0 ? [nothing] : found)];
  });
  return withUnasked({ text: fallback(joined(headlines, '\n')), blocks }, unasked);
}
