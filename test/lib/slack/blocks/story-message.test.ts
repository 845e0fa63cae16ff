import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { liveMessage, storyMessage, threadReply, withPartNamed } from '../../../../src/lib/slack/blocks/index.ts';
import * as arbitrary from '../support/arbitraries.ts';
import { deploymentItem } from '../support/examples.ts';
import { depotForms } from '../support/resource-form.ts';
import { problemsOf } from '../support/slack-limits.ts';

const root = deploymentItem({ kind: 'servicePipeline', name: 'orders/pipeline' });
const part = deploymentItem({ name: 'orders/api', status: 'FAILED' });

function textOf(message: unknown): string {
  return JSON.stringify(message);
}

describe('the message of a story', () => {
  test('of one is that of its attempt, to the byte', () => {
    fc.assert(
      fc.property(arbitrary.item, (item) => {
        const alone = storyMessage({ kind: 'story', root: item, parts: [] }, depotForms);
        expect(textOf(alone)).toBe(textOf(liveMessage(item, depotForms)));
      }),
    );
  });

  test('of several is that of the root, with a line for each part above the buttons', () => {
    const { text, blocks } = storyMessage({ kind: 'story', root, parts: [part] });
    const whole = liveMessage(root);
    expect(text).toBe(whole.text);
    expect(blocks.filter((block) => whole.blocks.some((one) => textOf(one) === textOf(block)))).toEqual(whole.blocks);
    expect(blocks.at(-1)).toMatchObject({ type: 'actions' });
    expect(blocks.at(-2)).toMatchObject({
      type: 'section',
      text: { text: '↳ ❌ Service instance `orders/api`: *update failed*' },
    });
    expect(blocks).toHaveLength(whole.blocks.length + 1);
  });

  test('that has ended well as a whole is one line, and no line is left out as long as a part has not', () => {
    const done = deploymentItem({ kind: 'servicePipeline', name: 'orders/pipeline', status: 'SUCCEEDED' });
    const well = deploymentItem({ name: 'orders/api', status: 'SUCCEEDED' });
    const message = (parts: readonly (typeof part)[]) => storyMessage({ kind: 'story', root: done, parts });
    expect(message([well])).toEqual(liveMessage(done));
    expect(textOf(message([well, part]))).toContain('update failed');
  });

  test('says how many parts it does not show', () => {
    const parts = Array.from({ length: 20 }, (_, index) => deploymentItem({ name: `orders/${index}` }));
    const text = textOf(storyMessage({ kind: 'story', root, parts }));
    expect(text).toContain('orders/14');
    expect(text).not.toContain('orders/15');
    expect(text).toContain('_and 5 more_');
  });

  test('of a part that has become part of another is one line that leads there', () => {
    const view = { kind: 'pointer', item: part, root, rootTs: '17.4' } as const;
    const words = '↳ Service instance `orders/api` is part of Service pipeline `orders/pipeline`: ';
    const link = 'https://acme.slack.com/archives/C0DEPLOYS/p17?thread_ts=17.4&cid=C0DEPLOYS';
    expect(storyMessage(view, [], link)).toEqual({
      text: `${words}<${link.replace('&', '&amp;')}|see its message>`,
      blocks: [expect.objectContaining({ type: 'section' })],
    });
    expect(storyMessage(view).text).toBe(`${words}see its message`);
    expect(storyMessage(view, [], 'javascript:alert(1)').text).toBe(`${words}see its message`);
    expect(storyMessage(view, [], 'https://a.test/|x><!channel>').text).toBe(`${words}see its message`);
  });

  test('whatever its items, Slack takes it and sees no markup but the bot’s', () => {
    fc.assert(
      fc.property(arbitrary.item, fc.array(arbitrary.item, { maxLength: 20 }), (whole, parts) => {
        expect(problemsOf(storyMessage({ kind: 'story', root: whole, parts }, depotForms))).toEqual([]);
        for (const item of parts.slice(0, 1)) {
          expect(problemsOf(storyMessage({ kind: 'pointer', item, root: whole, rootTs: '1.0' }, depotForms))).toEqual(
            [],
          );
        }
      }),
      { numRuns: 50 },
    );
  });

  test('in its thread, news of a part says whose it is', () => {
    const directory = { channelId: () => undefined, mentionedPeople: () => undefined };
    const news = threadReply(part.subject, part.history, 'C0DEPLOYS', directory);
    const named = withPartNamed(news, part);
    expect(named.text).toBe(`↳ Service instance \`orders/api\`\n${news.text}`);
    expect(named.blocks.slice(1)).toEqual(news.blocks);
  });
});
