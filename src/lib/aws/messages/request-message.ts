import { type Order, orderKinds } from '../../model/order.ts';
import type { Command, PersonRequest, Wish } from '../../model/request.ts';
import {
  boundedText,
  type Fields,
  fieldsOf,
  optionalMoment,
  optionalText,
  readBody,
  smallFieldsOf,
  textOf,
  wordOf,
} from './fields.ts';

/**
 * A person's request as the ingress puts it on the queue that `command` reads: the JSON of {@link PersonRequest}. One from before
 * version 0.2 does not say when it came: then the queue's own time stands for it. Where that is missing too, as in a dead letter
 * that somebody hands over by hand, its age is unknown, and it counts as too old.
 *
 * @param sentAtMs - when the queue took the message, if it says so
 * @throws MalformedMessage
 */
export function readPersonRequest(body: string, sentAtMs?: number): PersonRequest {
  const fields = readBody(body);
  return {
    id: textOf(fields, 'id'),
    receivedAtMs: optionalMoment(fields, 'receivedAtMs') ?? sentAtMs ?? 0,
    wish: readWish(fieldsOf(fields['wish'], 'its wish')),
    userId: textOf(fields, 'userId'),
    teamId: textOf(fields, 'teamId'),
    channelId: textOf(fields, 'channelId'),
    responseUrl: textOf(fields, 'responseUrl'),
  };
}

function readWish(fields: Fields): Wish {
  const type = wordOf(fields, 'type', ['command', 'click', 'order']);
  switch (type) {
    case 'command':
      return { type, command: readCommand(fieldsOf(fields['command'], 'its command')) };
    case 'click': {
      const action = wordOf(fields, 'action', ['cancel', 'accept', 'reject']);
      const key = fieldsOf(fields['key'], 'its key');
      return { type, action, key: { target: textOf(key, 'target'), attempt: textOf(key, 'attempt') } };
    }
    case 'order':
      return { type, order: readOrder(fieldsOf(fields['order'], 'its order')) };
  }
}

/** Longer than any name, id or ARN. */
const longestName = 2048;

/** What it asks for is checked by the provider; here, that it can be kept and looked at. */
function readOrder(fields: Fields): Order {
  return {
    kind: wordOf(fields, 'kind', orderKinds),
    provider: textOf(fields, 'provider'),
    name: boundedText(fields, 'name', longestName),
    fields: smallFieldsOf(fields['fields'], 'its fields'),
  };
}

const commandNames = [
  'help',
  'status',
  'cancel',
  'connections',
  'accept',
  'reject',
  'things',
  'askToDelete',
  'unknown',
] as const;

function readCommand(fields: Fields): Command {
  const name = wordOf(fields, 'name', commandNames);
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
    case 'things':
      return { name, provider: textOf(fields, 'provider'), ...optionalText(fields, 'target') };
    case 'askToDelete':
      return { name, provider: textOf(fields, 'provider'), target: textOf(fields, 'target') };
    case 'unknown':
      return { name, text: textOf(fields, 'text'), problem: textOf(fields, 'problem') };
  }
}
