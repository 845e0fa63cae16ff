import type { Session } from '../../../src/local/index.ts';
import { until } from './session.ts';

/** Ada is of the platform's people: she may create, accept and reject. */
export const ada = 'U0ADA0001';

/** Ben may only look. */
export const ben = 'U0BEN0001';

/** Cleo is on call: she may cancel in production, from #deploys. */
export const onCall = 'U0CLEO001';

/** Types a command in #deploys, and waits for what only the person is shown. */
export function ask(session: Session, typed: string, person = onCall): Promise<string> {
  return answerTo(session, person, () => session.slack.runCommand(person, 'deploys', typed));
}

/** Presses the button that cancels, and waits for the answer. */
export function pressCancel(session: Session, messageTs: string, person = onCall): Promise<string> {
  return answerTo(session, person, () => session.slack.click(person, messageTs, 'proton-bot.cancel'));
}

export async function answerTo(
  session: Session,
  person: string,
  act: () => ReturnType<Session['slack']['click']>,
): Promise<string> {
  // On a busy machine a function takes more than Slack's three seconds to start, and Slack says so. It goes on all the same, and its
  // answer comes.
  const shown = () => session.slack.workspace.ephemerals(person).filter(({ from }) => from === 'app');
  const before = shown().length;
  const outcome = await act();
  if (!outcome.ok && outcome.error !== 'operation_timeout') throw new Error(`Slack says: ${outcome.error}`);
  await until(() => shown().length > before);
  const answer = shown().at(-1);
  return JSON.stringify(answer?.blocks.length === 0 ? answer.text : answer?.blocks);
}
