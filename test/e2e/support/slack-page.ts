import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { launchBrowser } from '../../../packages/local-slack/test/support/browser.ts';
import type { Session } from '../../../src/local/index.ts';

// Where no browser can run, launchBrowser says why and its tests are skipped; with CI set it throws instead.
const browser = await launchBrowser();

export const hasBrowser = browser !== undefined;

/** A test that needs the page. */
export const browserTest = hasBrowser ? test : test.skip;

/** Where the page is open when a test begins. */
interface Opening {
  readonly channel: string;
  /** Else the page chooses. */
  readonly person?: string;
}

let page: Page | undefined;

/** The page of the test that runs. */
export function openPage(): Page {
  if (page === undefined)
    throw new Error('no page is open: is this a browserTest of a file that uses openPageForEachTest?');
  return page;
}

/** What an element's test id leads to. */
export const at = (testId: string): Locator => openPage().getByTestId(testId);

/** Opens the page of a session before each test of a file. Any error in the browser's console fails the test. */
export function openPageForEachTest(session: () => Session, { channel, person }: Opening): void {
  const problems: string[] = [];

  beforeEach(async () => {
    if (browser === undefined) return;
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    // As in `until`: on a busy machine a message takes long.
    page.setDefaultTimeout(120_000);
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(session().slackUrl);
    await at('status').getByText('Live').waitFor();
    await at(`channel-${channel}`).click();
    if (person !== undefined) await at('person-select').selectOption(person);
  });

  afterEach(async () => {
    await page?.close();
    page = undefined;
    expect(problems.splice(0)).toEqual([]);
  });

  afterAll(() => browser?.close());
}

/** Types into the channel, and sends it. */
export async function type(text: string): Promise<void> {
  await at('composer-input').fill(text);
  await at('composer-input').press('Enter');
}

const mostTries = 5;

/** Types a command that opens a form. Who is told that it took too long types it again, as in `forms.ts`. */
export async function typeForForm(command: string): Promise<void> {
  const form = at('modal');
  for (let tries = 0; tries < mostTries; tries += 1) {
    const answers = await at('ephemeral').count();
    await type(command);
    await form.or(at('ephemeral').nth(answers)).first().waitFor();
    if (await form.isVisible()) return;
  }
  throw new Error(`${command} opened no form: ${(await at('ephemeral').allInnerTexts()).at(-1)}`);
}

/** The messages of the app that have this text. */
export function messageAbout(text: string): Locator {
  return openPage().locator('[data-testid^="message-1"]').filter({ hasText: text });
}

/** What only the person that one is sees, the newest. */
export async function answerWith(text: string): Promise<Locator> {
  const answer = at('ephemeral').filter({ hasText: text }).last();
  await answer.waitFor();
  return answer;
}

/** What stands below a field of the form. */
export const errorAt = (member: string): Locator => openPage().locator(`.input-error[data-block-id="${member}"]`);
