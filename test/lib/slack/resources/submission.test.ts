import { describe, expect, test } from '@jest/globals';
import { checkView } from '@proton-bot/local-slack';
import * as fc from 'fast-check';
import {
  atFirstField,
  formatOrigin,
  formModal,
  lastWordModal,
  readSubmission,
} from '../../../../src/lib/slack/resources/index.ts';
import { text } from '../support/arbitraries.ts';
import { depotForm, depotForms } from '../support/resource-form.ts';

const userId = 'U0ADA0001';
const teamId = 'T0LOCAL01';
const origin = {
  provider: 'warehouse',
  userId,
  channelId: 'C0DEPLOYS',
  responseUrl: 'https://hooks.slack.com/commands/T0LOCAL01/1/secret',
};
const metadata = formatOrigin(origin) ?? '';

function submitted(values: Readonly<Record<string, unknown>>, changes: object = {}) {
  const blocks = Object.entries(values).map(([member, value]) => [
    member,
    { value: { type: 'plain_text_input', value } },
  ]);
  return { id: 'V0000001', private_metadata: metadata, state: { values: Object.fromEntries(blocks) }, ...changes };
}

describe('a submission', () => {
  test('is one operation, known by its form’s id', () => {
    expect(readSubmission(depotForms, submitted({ depotName: 'north', remarks: null }), { userId, teamId })).toEqual({
      what: 'operation',
      form: depotForm,
      request: {
        id: 'V0000001',
        interaction: {
          type: 'operation',
          operation: { kind: 'create', provider: 'warehouse', name: 'north', fields: { depotName: 'north' } },
        },
        userId,
        teamId,
        channelId: origin.channelId,
        responseUrl: origin.responseUrl,
      },
    });
  });

  test('tells what is wrong at the field, and what belongs to no field at the first', () => {
    const view = submitted({ depotName: 'NORTH!', remarks: 'free' });
    expect(readSubmission(depotForms, view, { userId, teamId })).toEqual({
      what: 'problems',
      errors: { depotName: 'Name must be lower case; Name is too long; price must be paid' },
    });
  });

  test.each<[string, object]>([
    ['without an id', { id: '' }],
    ['without an origin', { private_metadata: '' }],
    ['of another person', { private_metadata: formatOrigin({ ...origin, userId: 'U0BEN0001' }) }],
    ['of a provider that is not enabled', { private_metadata: formatOrigin({ ...origin, provider: 'other' }) }],
  ])('%s is unreadable', (_name, changes) => {
    const view = submitted({ depotName: 'north' }, changes);
    expect(readSubmission(depotForms, view, { userId, teamId })).toEqual({ what: 'unreadable' });
  });

  test('of whatever form is read or refused, and names no block but the form’s', () => {
    const members = new Set(depotForm.fields.map(({ member }) => member));
    const state = fc.oneof(
      fc.anything(),
      fc.anything().map((values) => ({ values })),
      fc.anything().map((block) => ({ values: { depotName: block } })),
      fc.anything().map((value) => ({ values: { depotName: { value: { value } }, remarks: null } })),
    );
    fc.assert(
      fc.property(fc.anything(), state, (id, entered) => {
        const view = { id, private_metadata: metadata, state: entered };
        const read = readSubmission(depotForms, view, { userId, teamId });
        const executes = read.what === 'problems' ? Object.keys(read.errors) : [];
        expect(executes.filter((place) => !members.has(place))).toEqual([]);
      }),
    );
  });
});

test('what the queue says stands at the first field', () => {
  expect(atFirstField(depotForm, 'Try again.')).toEqual({ depotName: 'Try again.' });
});

describe('Slack takes the form', () => {
  test('with a block for each field', () => {
    const view = formModal(depotForm, metadata);
    expect(checkView(view)).not.toHaveProperty('problems');
    expect(view.blocks.map(({ block_id: blockId }) => blockId)).toEqual([undefined, 'depotName', 'remarks']);
  });

  test('whatever its words are', () => {
    const words = text.filter((word) => /\p{L}/u.test(word));
    fc.assert(
      fc.property(words, (word) => {
        const fields = depotForm.fields.map((field) => ({ ...field, label: word, hint: word, placeholder: word }));
        const view = formModal({ ...depotForm, title: word, introduction: word, fields }, metadata);
        expect(checkView(view)).not.toHaveProperty('problems');
        expect(checkView(lastWordModal(word, word))).not.toHaveProperty('problems');
      }),
    );
  });

  test('with 200 fields too', () => {
    const check = (text: string) => ({ value: text });
    const fields = Array.from({ length: 200 }, (_, at) => ({ member: `m${at}`, label: 'x', optional: true, check }));
    expect(checkView(formModal({ ...depotForm, fields }, metadata))).not.toHaveProperty('problems');
  });
});
