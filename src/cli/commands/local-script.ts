import { visibleText } from '../../lib/visible-text.ts';
import { type Command, CommandFailed, portOf, UsageError } from '../command.ts';
import { standardPorts } from '../ports.ts';

const outcomes = ['hang', 'fail', 'succeed'];
const attempts: Readonly<Record<string, { readonly outcomes: readonly string[]; readonly plural: string }>> = {
  deployment: { outcomes, plural: 'deployments' },
  deletion: { outcomes, plural: 'deletions' },
  cancellation: { outcomes: [...outcomes, 'finish-first'], plural: 'cancellations' },
};

/** Sets how deployments, deletions or cancellations of a target end, in the local cloud or the control plane on this machine. */
export const localScript: Command = {
  words: ['local', 'script'],
  usage: '<target> <hang|fail|succeed|finish-first>',
  summary: 'Set how the next deployments of a target end in the running local cloud (orders/api, instance/factory-eu)',
  flags: [
    {
      name: 'on',
      type: 'string',
      value: 'attempt',
      help: `what ends so: ${Object.keys(attempts).join(', ')} (default deployment)`,
    },
    { name: 'message', type: 'string', value: 'text', help: 'the status message when it ends' },
    {
      name: 'aws-port',
      type: 'string',
      value: 'port',
      help: 'port of the AWS endpoint (default 4600; PROTON_BOT_AWS_PORT)',
    },
  ],
  positionals: { minimum: 2, maximum: 2 },
  async run({ positionals, flags }, { environment, out }) {
    const [target = '', outcome = ''] = positionals;
    const on = flags['on'] ?? 'deployment';
    const attempt = typeof on === 'string' && Object.hasOwn(attempts, on) ? attempts[on] : undefined;
    if (attempt === undefined)
      throw new UsageError(`"${on}" is not valid; use one of ${Object.keys(attempts).join(', ')}`);
    if (!attempt.outcomes.includes(outcome)) {
      throw new UsageError(`"${outcome}" is not an outcome of a ${on}; use one of ${attempt.outcomes.join(', ')}`);
    }
    const port = portOf(flags['aws-port'], environment['PROTON_BOT_AWS_PORT'], standardPorts.aws);
    const response = await post(`http://127.0.0.1:${port}/_proton-bot/outcomes`, {
      target,
      outcome: outcome === 'finish-first' ? 'finishFirst' : outcome,
      on,
      statusMessage: flags['message'],
    });
    if (!response.ok) throw new CommandFailed(`the control plane refused: ${await messageOf(response)}`);
    out(`${visibleText(target)}: ${attempt.plural} ${described(outcome)}`);
    return 0;
  },
};

function described(outcome: string): string {
  if (outcome === 'hang') return 'hang';
  return outcome === 'finish-first' ? 'come too late: the deployment ends first' : `${outcome} from now on`;
}

async function post(url: string, body: object): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch (error) {
    throw new CommandFailed(`no local cloud answers at ${new URL(url).host}; start one with "proton-bot local"`, {
      cause: error,
    });
  }
}

async function messageOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => undefined);
  const isError = typeof body === 'object' && body !== null && 'message' in body;
  return isError ? visibleText(String(body.message)) : `HTTP ${response.status}`;
}
