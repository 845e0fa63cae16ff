import type { Session } from '../../../src/local/index.ts';
import { ada } from './people.ts';
import { until } from './session.ts';

/** A trigger lives three seconds, and on a busy machine the first start of the function takes longer. */
const mostTries = 5;

/**
 * Opens a form by its command, without the page. Who is told that it took too long asks once more, as people do.
 *
 * @returns the id of the form
 */
export async function openForm(
  { slack }: Session,
  { command, channel, person = ada }: { readonly command: string; readonly channel: string; readonly person?: string },
): Promise<string> {
  const { workspace } = slack;
  const answers = () => workspace.ephemerals(person).length;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const before = answers();
    await slack.runCommand(person, channel, command);
    await until(() => workspace.views(person).length > 0 || answers() > before);
    const form = workspace.views(person).at(-1);
    if (form !== undefined) return form.id;
  }
  throw new Error(`${command} opened no form`);
}
