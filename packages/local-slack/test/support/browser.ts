import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Where a system's own browser may be. */
const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Starts a headless browser for tests: the one that `PROTON_BOT_CHROMIUM` names; where it names none, the one that npm
 * brought, or one of the system's.
 *
 * @returns undefined, after saying why, where none can run: the tests that need it are then skipped.
 * @throws where `CI` is set: there a browser must run.
 */
export async function launchBrowser(): Promise<Browser | undefined> {
  const reasons: string[] = [];
  const named = process.env['PROTON_BOT_CHROMIUM'] ?? '';
  for (const find of named === '' ? [fromPackage, fromSystem] : [fromEnvironment]) {
    try {
      const found = await find();
      if (found === undefined) continue;
      const env = { ...process.env, ...found.environment };
      return await chromium.launch({ executablePath: found.path, args: [...found.options], env, headless: true });
    } catch (error) {
      reasons.push(`${find.name}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
    }
  }
  const explanation = `No browser can run here (${reasons.join('; ') || 'none was found'}).`;
  if ((process.env['CI'] ?? '') !== '') throw new Error(`${explanation} With CI set one must.`);
  console.warn(`${explanation} The tests that need one are skipped. Name one with PROTON_BOT_CHROMIUM=<path>.`);
  return undefined;
}

interface Found {
  readonly path: string;
  readonly options: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Chromium's sandbox refuses to work for root, which containers often are. */
const rootOptions = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

async function fromEnvironment(): Promise<Found | undefined> {
  return { path: process.env['PROTON_BOT_CHROMIUM'] ?? '', options: rootOptions };
}

async function fromPackage(): Promise<Found | undefined> {
  // The package unpacks the shared libraries it brings only where it believes itself on Lambda.
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs22.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  packaged.setGraphicsMode = false;
  // Of the options that the package recommends, those that weaken the browser beyond need are left out.
  const path = await packaged.executablePath();
  return { path, options: rootOptions, environment: { FONTCONFIG_FILE: await writeFontConfiguration() } };
}

/** The package brings one proportional font; the system's, if it has any, are used beside it. */
async function writeFontConfiguration(): Promise<string> {
  const folders = [join(tmpdir(), 'fonts'), '/usr/share/fonts', '/usr/local/share/fonts'];
  const path = join(await mkdtemp(join(tmpdir(), 'local-slack-fonts-')), 'fonts.conf');
  const entries = folders.map((folder) => `<dir>${folder}</dir>`).join('');
  const cache = `<cachedir>${join(tmpdir(), 'fonts-cache')}</cachedir>`;
  await writeFile(path, `<?xml version="1.0"?><fontconfig>${entries}${cache}</fontconfig>`);
  return path;
}

async function fromSystem(): Promise<Found | undefined> {
  const path = systemBrowsers.find((candidate) => existsSync(candidate));
  return path === undefined ? undefined : { path, options: rootOptions };
}
