import { describe, expect, test } from '@jest/globals';
import type { Claim } from '../../../../src/lib/model/claim.ts';
import type { Item } from '../../../../src/lib/model/item.ts';
import { type AttemptDetails, noDetails } from '../../../../src/lib/model/observation.ts';
import { liveMessage } from '../../../../src/lib/slack/blocks/index.ts';
import {
  claim,
  connectionItem,
  deploymentItem,
  depotDetails,
  depotFacts,
  history,
  startedAtMs,
} from '../support/examples.ts';
import { depotForms } from '../support/resource-form.ts';

/** The labels of the buttons that a message has. */
function buttonsOf(item: Item): readonly string[] {
  return liveMessage(item, depotForms)
    .blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .flatMap((element) => (element.type === 'button' ? [element.text.text] : []));
}

function smallPrintOf(item: Item): string {
  return liveMessage(item)
    .blocks.flatMap((block) => (block.type === 'context' ? block.elements : []))
    .map((element) => ('text' in element ? element.text : ''))
    .join('\n');
}

describe('the button to cancel is there', () => {
  test('while the deployment is in progress', () => {
    expect(buttonsOf(deploymentItem())).toEqual(['Cancel deployment']);
  });

  test.each(['SUCCEEDED', 'FAILED', 'CANCELLING', 'CANCELLED', 'DELETE_IN_PROGRESS', 'DELETED', 'SOMETHING_NEW'])(
    'and not when it is %s',
    (status) => {
      expect(buttonsOf(deploymentItem({ status }))).toEqual([]);
    },
  );

  test.each<[string, Partial<Claim>, number]>([
    ['somebody is at it', { state: 'leased' }, 0],
    ['it is to be tried again', { state: 'waiting' }, 0],
    ['it was done', { state: 'settled', outcome: 'accepted' }, 0],
    ['it seems to have been done', { state: 'settled', outcome: 'observed' }, 0],
    ['it was refused', { state: 'settled', outcome: 'refused' }, 1],
    ['it was given up', { state: 'settled', outcome: 'gaveUp' }, 1],
  ])('or not: %s', (_name, changes, count) => {
    expect(buttonsOf(deploymentItem({}, { claims: { one: claim(changes) } }))).toHaveLength(count);
  });

  test('but not while something is created, which cannot be cancelled, but for a component (A15)', () => {
    for (const kind of ['environment', 'serviceInstance', 'servicePipeline', 'component'] as const) {
      const item = deploymentItem({ operation: 'create', kind });
      expect([kind, buttonsOf(item)]).toEqual([kind, kind === 'component' ? ['Cancel deployment'] : []]);
    }
  });

  test('but not where Slack could not carry what it means', () => {
    expect(buttonsOf(deploymentItem({}, { key: { target: 'a'.repeat(2000), attempt: '1' } }))).toEqual([]);
  });
});

describe('the buttons of a connection are there', () => {
  test('while it waits', () => {
    expect(buttonsOf(connectionItem())).toEqual(['Accept', 'Reject']);
  });

  test.each(['CONNECTED', 'REJECTED', 'DELETED'])('and not when it is %s', (status) => {
    expect(buttonsOf(connectionItem({ status }))).toEqual([]);
  });

  test('nor while somebody accepts it: rejecting at the same time would be a race', () => {
    expect(buttonsOf(connectionItem({}, { claims: { one: claim({ action: 'accept' }) } }))).toEqual([]);
  });
});

/** What a depot offers in its state; it can never be cancelled. */
function offering(...operations: AttemptDetails['operations']): { readonly details: AttemptDetails } {
  return { details: { ...depotDetails, operations } };
}

describe('the buttons for operations are there', () => {
  test('while the provider offers it, each once', () => {
    const failed = { ...depotFacts, status: 'FAILED' };
    expect(buttonsOf(deploymentItem(failed, offering('recreate', 'delete')))).toEqual([
      'Delete and create again',
      'Delete',
    ]);
    expect(buttonsOf(deploymentItem(failed, offering('delete', 'delete')))).toEqual(['Delete']);
  });

  test('and not where the state has moved on, or nobody could fill anything in for it', () => {
    expect(buttonsOf(deploymentItem(depotFacts, offering()))).toEqual([]);
    expect(buttonsOf(deploymentItem(depotFacts, offering('create', 'update')))).toEqual([]);
  });

  test('and not for a provider that has no form', () => {
    expect(buttonsOf(deploymentItem({}, offering('delete')))).not.toContain('Delete');
  });

  test('carry what names it beyond doubt, and ask first', () => {
    const { blocks } = liveMessage(deploymentItem(depotFacts, offering('delete')), depotForms);
    const [button] = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    expect(button).toMatchObject({
      action_id: 'proton-bot.operation.delete',
      value: JSON.stringify({ kind: 'delete', provider: 'warehouse', name: depotFacts.target }),
      confirm: { text: { text: 'Deletes the depot north. Shelves go with it. Pallets are NOT removed.' } },
    });
  });

  test('but not where Slack could not carry what they mean', () => {
    expect(buttonsOf(deploymentItem({ ...depotFacts, target: 'a'.repeat(2000) }, offering('delete')))).toEqual([]);
  });
});

describe('the small print', () => {
  test('says what the provider advises', () => {
    expect(smallPrintOf(deploymentItem({ status: 'FAILED' }, { details: { ...noDetails, hint: 'Try *again*' } }))).toBe(
      '💡 Try *again*.',
    );
  });

  test('says why it cannot be cancelled, as long as somebody could want it', () => {
    expect(smallPrintOf(deploymentItem(depotFacts, { details: depotDetails }))).toBe(
      'ℹ️ This cannot be cancelled: nobody stops a building site.',
    );
    expect(smallPrintOf(deploymentItem({ ...depotFacts, status: 'SUCCEEDED' }, { details: depotDetails }))).toBe('');
  });

  test('says what a shadow rule would have done', () => {
    const shadow = {
      what: 'decided',
      verdict: 'fired',
      trace: [],
      rule: 'try-out',
      mode: 'shadow',
      actions: [{ type: 'cancel', reason: 'x' }],
    } as const;
    expect(smallPrintOf(deploymentItem({}, { history: history(shadow) }))).toBe(
      '👥 Shadow rule `try-out` would have cancelled it.',
    );
  });

  test('says that a rule could not be evaluated', () => {
    const verdicts = { broken: { verdict: 'error', mode: 'enforce', error: 'no such key' } } as const;
    expect(smallPrintOf(deploymentItem({}, { verdicts }))).toBe(
      '⚠️ Rule `broken` could not be evaluated and does nothing.',
    );
  });

  test('says that it is on hold', () => {
    const hold = { id: 'r1', byUserId: 'U0CLEO001', reason: 'a release', untilMs: startedAtMs };
    const print = smallPrintOf({ ...deploymentItem(), holds: [hold] });
    expect(print).toContain('On hold: set by <@U0CLEO001>, `a release`, until');
    expect(smallPrintOf({ ...deploymentItem({ status: 'SUCCEEDED' }), holds: [hold] })).not.toContain('On hold');
  });

  test('names no deadline of what has ended', () => {
    const verdicts = { slow: { verdict: 'waiting', mode: 'enforce', deadlineAtMs: startedAtMs } } as const;
    expect(smallPrintOf(deploymentItem({ status: 'SUCCEEDED' }, { verdicts }))).toBe('');
  });

  test('says why a cancel did not work, and who wanted it', () => {
    const settled = claim({
      state: 'settled',
      outcome: 'refused',
      error: 'AccessDeniedException',
      actor: { type: 'person', userId: 'U0ADA0001', requestId: 'r' },
    });
    expect(smallPrintOf(deploymentItem({}, { claims: { one: settled } }))).toBe(
      '⚠️ Cancel requested by <@U0ADA0001>: The provider refused to cancel it (`AccessDeniedException`).',
    );
  });
});

test('a failure’s message of 10,000 characters is cut, and says so', () => {
  const { blocks } = liveMessage(deploymentItem({ status: 'FAILED' }, { statusMessage: 'x'.repeat(10_000) }));
  expect(JSON.stringify(blocks)).toMatch(/x{500,}…\\n\(\d+ more characters\)/u);
});

test('a clock that jumped back gives no negative duration', () => {
  const item = deploymentItem({ status: 'SUCCEEDED' }, { statusSinceMs: startedAtMs - 60_000 });
  expect(JSON.stringify(liveMessage(item))).toContain('*Duration*\\n0 s');
});

describe('the fields', () => {
  function fieldsOf(item: Item): readonly string[] {
    return liveMessage(item)
      .blocks.flatMap((block) => (block.type === 'section' ? (block.fields ?? []) : []))
      .map(({ text }) => text.split('\n')[0] ?? '');
  }

  test('leave out what the provider does not have', () => {
    expect(fieldsOf(deploymentItem({ environment: '' }))).toEqual(['*Template*', '*Started*', '*Duration*']);
    expect(fieldsOf(deploymentItem({ template: '', templateVersion: '' }))).toEqual([
      '*Environment*',
      '*Started*',
      '*Duration*',
    ]);
  });

  test('say the account and Region where nothing else tells which one it is', () => {
    expect(fieldsOf(deploymentItem(depotFacts))).toEqual(['*Account*', '*Region*', '*Started*', '*Duration*']);
  });
});
