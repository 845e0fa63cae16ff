import { randomBytes } from 'node:crypto';
import { visibleText } from '../../lib/visible-text.ts';
import { type Command, type CommandArguments, CommandFailed, jsonFlag, UsageError } from '../command.ts';
import { accountOf, flagText } from '../control-plane-settings.ts';
import { mendable, stateFileOf, stateFlag } from '../host-settings.ts';

const machine = { now: () => Date.now(), randomBytes: (count: number) => randomBytes(count) };

async function issuerOf(command: string, flags: CommandArguments['flags']) {
  const stateFile = stateFileOf(command, flags);
  const { openKeyIssuer } = await import('@proton-bot/control-plane/standalone');
  return mendable(() => openKeyIssuer(stateFile, machine));
}

/** Issues a key that calls to a control plane can be signed with. */
export const keysCreate: Command = {
  words: ['keys', 'create'],
  usage: '',
  summary: 'Issue a key for a control plane that requires signatures',
  flags: [
    stateFlag,
    { name: 'account', type: 'string', value: 'id', help: 'the account that calls with it (default 123456789012)' },
    { name: 'description', type: 'string', value: 'text', help: 'what it is for, for keys list' },
    jsonFlag,
  ],
  positionals: { minimum: 0, maximum: 0 },
  async run({ flags }, context) {
    const accountId = accountOf(flags);
    const description = flagText(flags, 'description') ?? '';
    if (!/^[^\p{Cc}]{0,100}$/u.test(description)) {
      throw new UsageError('--description must be one line of at most 100 characters');
    }
    const issuer = await issuerOf('keys create', flags);
    const { accessKeyId, secretAccessKey } = await mendable(() => issuer.create({ accountId, description }));
    if (flags['json'] === true) {
      context.out(JSON.stringify({ accessKeyId, secretAccessKey, accountId }));
      return 0;
    }
    context.out(`AWS_ACCESS_KEY_ID=${accessKeyId}`);
    context.out(`AWS_SECRET_ACCESS_KEY=${secretAccessKey}`);
    context.err(`The key is for account ${accountId}. The secret is not shown again.`);
    return 0;
  },
};

/** Lists issued keys, without their secrets. */
export const keysList: Command = {
  words: ['keys', 'list'],
  usage: '',
  summary: 'List the keys that were issued, without their secrets',
  flags: [stateFlag, jsonFlag],
  positionals: { minimum: 0, maximum: 0 },
  async run({ flags }, context) {
    const issuer = await issuerOf('keys list', flags);
    const keys = await mendable(() => issuer.list());
    const shown = keys.map(({ secretAccessKey: _secret, ...key }) => key);
    if (flags['json'] === true) {
      context.out(JSON.stringify(shown, undefined, 2));
      return 0;
    }
    for (const { accessKeyId, accountId, createdAt, revokedAt, description } of shown) {
      const state = revokedAt === undefined ? 'valid' : `revoked ${revokedAt}`;
      context.out(
        visibleText([accessKeyId, `account ${accountId}`, `created ${createdAt}`, state, description].join(' · ')),
      );
    }
    if (shown.length === 0) context.err('No key was issued yet: proton-bot keys create');
    return 0;
  },
};

/** Takes a key back. */
export const keysRevoke: Command = {
  words: ['keys', 'revoke'],
  usage: '<access key id>',
  summary: 'Revoke a key: calls that are signed with it are refused from now on',
  flags: [stateFlag],
  positionals: { minimum: 1, maximum: 1 },
  async run({ positionals: [accessKeyId = ''], flags }, context) {
    const issuer = await issuerOf('keys revoke', flags);
    const key = await mendable(() => issuer.revoke(accessKeyId));
    // What was typed may be a secret.
    if (key === undefined) throw new CommandFailed('no key with this id was issued; proton-bot keys list shows all');
    context.out(`${key.accessKeyId} is revoked since ${String(key.revokedAt)}`);
    return 0;
  },
};
