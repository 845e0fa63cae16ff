import type { Command, PersonRequest, Wish } from '../../model/request.ts';
import { type Fields, fieldsOf, optionalText, readBody, textOf, wordOf } from './fields.ts';

/**
 * A person's request as the ingress puts it on the queue that `command` reads: the JSON of {@link PersonRequest}.
 *
 * @throws MalformedMessage
 */
export function readPersonRequest(body: string): PersonRequest {
  const fields = readBody(body);
  return {
    id: textOf(fields, 'id'),
    wish: readWish(fieldsOf(fields['wish'], 'its wish')),
    userId: textOf(fields, 'userId'),
    teamId: textOf(fields, 'teamId'),
    channelId: textOf(fields, 'channelId'),
    responseUrl: textOf(fields, 'responseUrl'),
  };
}

function readWish(fields: Fields): Wish {
  if (wordOf(fields, 'type', ['command', 'click']) === 'command') {
    return { type: 'command', command: readCommand(fieldsOf(fields['command'], 'its command')) };
  }
  const action = wordOf(fields, 'action', ['cancel', 'accept', 'reject']);
  const key = fieldsOf(fields['key'], 'its key');
  return { type: 'click', action, key: { target: textOf(key, 'target'), attempt: textOf(key, 'attempt') } };
}

function readCommand(fields: Fields): Command {
  const name = wordOf(fields, 'name', ['help', 'status', 'cancel', 'connections', 'accept', 'reject', 'unknown']);
  switch (name) {
    case 'help':
    case 'connections':
      return { name };
    case 'status':
      return { name, ...optionalText(fields, 'target') };
    case 'cancel':
      return { name, target: textOf(fields, 'target') };
    case 'accept':
    case 'reject':
      return { name, id: textOf(fields, 'id') };
    case 'unknown':
      return { name, text: textOf(fields, 'text'), problem: textOf(fields, 'problem') };
  }
}
