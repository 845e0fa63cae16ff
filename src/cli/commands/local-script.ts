import { type Command, CommandFailed, portOf, UsageError } from '../command.ts';
import { standardPorts } from '../ports.ts';

const outcomes = ['hang', 'fail', 'succeed'];

/** Decides how the next deployments of a target end, in the control plane that runs here. */
export const localScript: Command = {
  words: ['local', 'script'],
  takes: '<target> <hang|fail|succeed>',
  summary: 'Script how deployments of a target end in the running local cloud',
  flags: [{ name: 'aws-port', type: 'string', value: 'port', help: 'the AWS endpoint (4600; PROTON_BOT_AWS_PORT)' }],
  positionals: { least: 2, most: 2 },
  async run({ positionals, flags }, { environment, out }) {
    const [target = '', outcome = ''] = positionals;
    if (!outcomes.includes(outcome)) throw new UsageError(`"${outcome}" is none of ${outcomes.join(', ')}`);
    const port = portOf(flags['aws-port'], environment['PROTON_BOT_AWS_PORT'], standardPorts.aws);
    const response = await post(`http://127.0.0.1:${port}/_proton-bot/outcomes`, { target, outcome });
    if (!response.ok) throw new CommandFailed(`the control plane refused: ${await messageOf(response)}`);
    out(`${target}: deployments ${outcome === 'hang' ? 'hang' : `${outcome} from now on`}`);
    return 0;
  },
};

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
  return isError ? String(body.message) : `HTTP ${response.status}`;
}
