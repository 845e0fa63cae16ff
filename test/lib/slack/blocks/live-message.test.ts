import { describe, expect, test } from '@jest/globals';
import type { Claim } from '../../../../src/lib/model/claim.ts';
import type { RuleAction, RuleMode } from '../../../../src/lib/model/decision.ts';
import type { Item } from '../../../../src/lib/model/item.ts';
import { type AttemptDetails, noDetails } from '../../../../src/lib/model/observation.ts';
import type { DeploymentFacts } from '../../../../src/lib/model/subject.ts';
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
function allButtonsOf(item: Item): readonly string[] {
  return liveMessage(item, depotForms)
    .blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .flatMap((element) => (element.type === 'button' ? [element.text.text] : []));
}

/** Those that do something. */
function buttonsOf(item: Item): readonly string[] {
  return allButtonsOf(item).filter((label) => label !== imOnIt);
}

const imOnIt = "I'm on it";

function smallPrintOf(item: Item): string {
  return liveMessage(item)
    .blocks.flatMap((block) => (block.type === 'context' ? block.elements : []))
    .map((element) => ('text' in element ? element.text : ''))
    .join('\n');
}

describe('the button by which a person says that they are on it', () => {
  const rule = 'r';
  const owner = { userId: 'U0CLEO001', atMs: startedAtMs };
  const fired = { verdict: 'fired', mode: 'enforce' } as const;

  test.each<[string, Item, boolean]>([
    ['where it goes on as it should', deploymentItem(), false],
    ['where it has failed', deploymentItem({ status: 'FAILED' }), true],
    ['where it ended well', deploymentItem({ status: 'SUCCEEDED' }), false],
    ['where somebody else has cancelled it', deploymentItem({ status: 'CANCELLED' }), false],
    [
      'where the bot has cancelled it',
      deploymentItem({ status: 'CANCELLED' }, { claims: { one: claim({ state: 'settled', outcome: 'accepted' }) } }),
      true,
    ],
    ['where a rule has fired', deploymentItem({}, { verdicts: { [rule]: fired } }), true],
    ['where one in shadow has', deploymentItem({}, { verdicts: { [rule]: { ...fired, mode: 'shadow' } } }), false],
    ['where people are asked', deploymentItem({}, { claims: { one: claim({ state: 'awaitingApproval' }) } }), true],
    ['where somebody is on it', deploymentItem({ status: 'FAILED' }, { owner }), false],
  ])('%s: %s', (_name, item, isThere) => {
    expect(allButtonsOf(item).includes(imOnIt)).toBe(isThere);
  });

  test('is gone when somebody is on it, and the message says who', () => {
    const item = deploymentItem({ status: 'FAILED' }, { owner });
    expect(smallPrintOf(item)).toMatch(/🙋 <@U0CLEO001> is on it since/u);
  });
});

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
  const item = deploymentItem({ status: 'FAILED' }, { statusSinceMs: startedAtMs - 60_000 });
  expect(JSON.stringify(liveMessage(item))).toContain('*Duration*\\n0 s');
});

describe('what ended well', () => {
  const statusSinceMs = startedAtMs + 192_000;

  test('is one line', () => {
    const item = deploymentItem({ status: 'SUCCEEDED' }, { statusSinceMs, claims: { one: claim() } });
    expect(liveMessage(item).blocks).toEqual([
      expect.objectContaining({
        type: 'section',
        text: expect.objectContaining({
          text: '✅ Service instance `orders/api` in `prod-eu`: *update succeeded*, after 3 min 12 s',
        }),
      }),
    ]);
  });

  test('keeps what can be done about it', () => {
    const item = deploymentItem({ status: 'SUCCEEDED', ...depotFacts }, offering('delete'));
    expect(liveMessage(item, depotForms).blocks.map(({ type }) => type)).toEqual(['section', 'actions']);
  });

  test('a deletion counts from when it was first seen: its start is that of the deployment before it', () => {
    const firstSeenAtMs = startedAtMs + 180_000;
    const item = deploymentItem({ status: 'DELETED', operation: 'delete' }, { firstSeenAtMs, statusSinceMs });
    expect(JSON.stringify(liveMessage(item))).toContain('*deleted*, after 12 s');
    expect(
      JSON.stringify(
        liveMessage({
          ...item,
          ...deploymentItem({ status: 'DELETE_FAILED', operation: 'delete' }, { firstSeenAtMs, statusSinceMs }),
        }),
      ),
    ).toContain('*Deletion seen*');
  });
});

describe('the fields', () => {
  function fieldsOf(item: Item): readonly string[] {
    return liveMessage(item)
      .blocks.flatMap((block) => (block.type === 'section' ? (block.fields ?? []) : []))
      .map(({ text }) => text.split('\n')[0] ?? '');
  }
  const place = '*Account, Region*';

  test('leave out what the provider does not have', () => {
    expect(fieldsOf(deploymentItem({ environment: '' }))).toEqual(['*Template*', place, '*Started*', '*Duration*']);
    expect(fieldsOf(deploymentItem({ template: '', templateVersion: '' }))).toEqual([
      '*Environment*',
      place,
      '*Started*',
      '*Duration*',
    ]);
    expect(fieldsOf(deploymentItem(depotFacts))).toEqual([place, '*Started*', '*Duration*']);
  });

  test('say who started it, where the provider does', () => {
    expect(fieldsOf(deploymentItem({ initiator: 'user' }))).toContain('*Started by*');
    expect(fieldsOf(deploymentItem())).not.toContain('*Started by*');
  });
});

test('links lead to the pages of AWS, and to nothing that is no address', () => {
  const linked = (console: string) =>
    smallPrintOf(deploymentItem({}, { details: { ...noDetails, links: { console, logs: 'x' } } }));
  expect(linked('https://console.aws.amazon.com/a?b=1&c')).toBe(
    '🔗 <https://console.aws.amazon.com/a?b=1&amp;c|Console>',
  );
  expect(linked('javascript:alert(1)')).toBe('');
  expect(linked('https://a|b><!channel>')).toBe('');
});

describe('what a rule will do', () => {
  const deadlineAtMs = startedAtMs + 45 * 60_000;
  const at = '<!date^1795169700^{date_short_pretty} {time_secs}|2026-11-20 10:15:00 UTC>';
  const print = (mode: RuleMode, planned: readonly RuleAction['type'][], facts: Partial<DeploymentFacts> = {}) =>
    smallPrintOf(deploymentItem(facts, { verdicts: { r: { verdict: 'waiting', mode, deadlineAtMs, planned } } }));

  test.each<[RuleMode, readonly RuleAction['type'][], string]>([
    ['enforce', ['cancel', 'notify'], `⏳ Will be cancelled at ${at} by rule \`r\`.`],
    ['enforce', ['notify'], `⏳ Will be reported at ${at} by rule \`r\`.`],
    ['approve', ['cancel'], `⏳ At ${at}, rule \`r\` will ask for approval to cancel.`],
    ['shadow', ['cancel'], `⏳ Would be cancelled at ${at} by rule \`r\` (shadow: takes no action).`],
    ['shadow', ['notify'], `⏳ Would be reported at ${at} by rule \`r\` (shadow: takes no action).`],
  ])('in the mode %s with %j', (mode, planned, expected) => {
    expect(print(mode, planned)).toBe(expected);
  });

  test.each<RuleMode>(['enforce', 'approve', 'shadow'])(
    'claims nothing of a creation, which cannot be cancelled: %s',
    (mode) => {
      const text = print(mode, ['cancel'], { operation: 'create' });
      expect(text).toContain(
        'This cannot be cancelled: this deployment creates its target, and only updates can be cancelled.',
      );
      expect(text).toContain(`Rule \`r\` fires at ${at}, and its cancel is not possible here.`);
      expect(text).not.toMatch(/will be cancelled|would be cancelled/iu);
    },
  );

  test('and a shadow rule claims nothing of it either', () => {
    const event = {
      what: 'decided',
      rule: 'r',
      mode: 'shadow',
      verdict: 'fired',
      trace: [],
      actions: [{ type: 'cancel', reason: 'x' }],
    } as const;
    const text = (operation: 'create' | 'update') =>
      smallPrintOf(
        deploymentItem({ operation }, { history: history({ ...event, actor: { type: 'rule', rule: 'r' } }) }),
      );
    expect(text('update')).toContain('would have cancelled it');
    expect(text('create')).toContain('Shadow rule `r` fired, and its cancel is not possible here.');
    expect(text('create')).not.toContain('would have cancelled it');
  });
});
