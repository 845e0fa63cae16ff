/**
 * Takes the README's screenshot from the real page: `npm run screenshot`. Plays the scenario, waits until the stuck deployment
 * is cancelled, opens its thread's reasons in the timeline, and writes docs/images/slack-page.png.
 */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const picture = join(projectFolder, 'docs/images/slack-page.png');

async function browserPath() {
  if (process.env.PROTON_BOT_CHROMIUM) return process.env.PROTON_BOT_CHROMIUM;
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs22.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  return packaged.executablePath();
}

const program = join(projectFolder, 'bin/proton-bot.js');
const local = spawn(process.execPath, [program, 'local', '--slack-port', '3031', '--aws-port', '4601', '--json'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const lines = createInterface({ input: local.stdout });
const [line] = await new Promise((resolve) => lines.once('line', (text) => resolve([text])));
const { slackUrl } = JSON.parse(line);

const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({ executablePath: await browserPath(), args });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  await page.goto(slackUrl);
  await page.getByText('update cancelled').first().waitFor({ timeout: 90_000 });
  const decision = page.getByTestId('timeline-entry').filter({ hasText: 'rule cancel-stuck-production fired' });
  await decision.last().getByText('Why').click();
  await decision.last().scrollIntoViewIfNeeded();
  await page.waitForTimeout(500);
  await mkdir(dirname(picture), { recursive: true });
  await page.screenshot({ path: picture });
  console.log(picture);
} finally {
  await browser.close();
  local.kill('SIGINT');
}
