import type { Command, PersonRequest, Wish } from '../../model/request.ts';
import { type ResourceOperation, resourceOperationKinds } from '../../model/resource-operation.ts';
import { boundedText, type Fields, fieldsOf, optionalText, readBody, smallFieldsOf, textOf, wordOf } from './fields.ts';

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
  const type = wordOf(fields, 'type', ['command', 'click', 'operation', 'order']);
  switch (type) {
    case 'command':
      return { type, command: readCommand(fieldsOf(fields['command'], 'its command')) };
    case 'click': {
      const action = wordOf(fields, 'action', ['cancel', 'accept', 'reject']);
      const key = fieldsOf(fields['key'], 'its key');
      return { type, action, key: { target: textOf(key, 'target'), attempt: textOf(key, 'attempt') } };
    }
    case 'operation':
      return { type, operation: readOperation(fieldsOf(fields['operation'], 'its operation')) };
    // As an earlier version queued it.
    case 'order':
      return { type: 'operation', operation: readOperation(fieldsOf(fields['order'], 'its order')) };
  }
}

/** Longer than any name, id or ARN. */
const longestName = 2048;

/** What it asks for is checked by the provider; here, that it can be kept and looked at. */
function readOperation(fields: Fields): ResourceOperation {
  return {
    kind: wordOf(fields, 'kind', resourceOperationKinds),
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
  'resources',
  'confirmDelete',
  // As an earlier version queued them.
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
    case 'resources':
      return { name: 'resources', provider: textOf(fields, 'provider'), ...optionalText(fields, 'target') };
    case 'askToDelete':
    case 'confirmDelete':
      return { name: 'confirmDelete', provider: textOf(fields, 'provider'), target: textOf(fields, 'target') };
    case 'unknown':
      return { name, text: textOf(fields, 'text'), problem: textOf(fields, 'problem') };
  }
}
