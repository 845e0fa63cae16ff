import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundleHandlers, type HandlerBundle, type HandlerName, handlerNames } from '../../handlers/bundled-function.ts';
import { projectFolder } from '../../support/bundles.ts';
import { at, list } from './packaged.ts';

const rules = join(projectFolder, 'config/rules.yml');
const require = createRequire(import.meta.url);

/** The `bot.yml` of the project, in which the back ends of AWS are off. */
export const off = join(projectFolder, 'config/bot.yml');

interface BackEnd<Section extends string> {
  /** Its name in `bot.yml`. */
  readonly name: string;
  /** Its folder below `src/lib/providers`. */
  readonly folder: string;
  /** The SDK's package for it. */
  readonly client: string;
  /** Its files that read ARNs, in order; `names.ts` unless given. */
  readonly arnFiles?: readonly string[];
  /** Its section of `bot.yml`, once for each thing to try. */
  readonly sections: Readonly<Record<Section, string>>;
}

/** Tests of what is packaged of a back end: its code here, its template with what this gives. Call it once in a file. */
export function describeBackEnd<Section extends string>({
  name,
  folder,
  client,
  arnFiles = ['names.ts'],
  sections,
}: BackEnd<Section>) {
  const template = templateOf<Section | 'watching'>(name, { ...sections, watching: '{ enabled: true }' });
  const { fileOf } = template;
  const bundled = new Map<string, Promise<(name: HandlerName) => HandlerBundle>>();

  /** All handlers are bundled together, once for each configuration. */
  async function inputsOf(handler: HandlerName, bot: string): Promise<readonly string[]> {
    const bundles = bundled.get(bot) ?? bundleHandlers(template.temporary(), { rules, bot });
    bundled.set(bot, bundles);
    const { inputs } = (await bundles)(handler);
    expect(inputs.length).toBeGreaterThan(50);
    return inputs;
  }

  const isOurs = (path: string) => path.includes(`providers/${folder}/`) || path.includes(`${client}/`);

  describe('the code', () => {
    test.each(handlerNames)('is not in %s while the back end is off', async (handler) => {
      expect((await inputsOf(handler, off)).filter((path) => isOurs(path))).toEqual([]);
    });

    test.each(['observe', 'discover', 'command'] as const)(
      'is in %s where it is on, with one copy of each part of the SDK',
      async (handler) => {
        const inputs = await inputsOf(handler, fileOf('watching'));
        expect(inputs.filter((path) => isOurs(path)).length).toBeGreaterThan(5);
        const places = new Map<string, Set<string>>();
        for (const path of inputs) {
          const [, place = '', part = ''] = /^(.*node_modules\/)(@(?:smithy|aws-sdk)\/[^/]+)\//.exec(path) ?? [];
          if (part !== '') places.set(part, new Set([...(places.get(part) ?? []), place]));
        }
        expect(places.get(`@aws-sdk/${client}`)?.size).toBe(1);
        expect([...places].filter(([, where]) => where.size > 1).map(([part]) => part)).toEqual([]);
      },
    );

    test('is in the functions that call no back end only as far as they read ARNs', async () => {
      for (const handler of ['slack', 'notify'] as const) {
        expect((await inputsOf(handler, fileOf('watching'))).filter((path) => isOurs(path))).toEqual([]);
      }
      const sweep = (await inputsOf('sweep', fileOf('watching'))).filter((path) => isOurs(path));
      expect([...sweep].sort()).toEqual(arnFiles.map((file) => `src/lib/providers/${folder}/${file}`));
    });
  });

  return template;
}

/** What a back end brings to the template, once for each of its sections. */
export function templateOf<Section extends string>(name: string, sections: Readonly<Record<Section, string>>) {
  let temporary = '';
  const fileOf = (section: Section) => join(temporary, `${section}.yml`);

  beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), `proton-bot-${name}-`));
    const text = await readFile(off, 'utf8');
    for (const [section, content] of Object.entries<string>(sections)) {
      const changed = text.replace(new RegExp(`^ {2}${name}:.*\\n(?: {4}.*\\n)+`, 'm'), `  ${name}: ${content}\n`);
      expect(changed).toContain(content);
      await writeFile(join(temporary, `${section}.yml`), changed);
    }
  });
  afterAll(() => rm(temporary, { recursive: true, force: true }));

  async function resourcesOf(bot: string): Promise<unknown> {
    process.env['PROTON_BOT_CONFIGURATION'] = bot;
    try {
      const providers: () => Promise<{ readonly backEnds: unknown }> = require('../../../infrastructure/providers.cjs');
      return at(await providers(), 'backEnds', 'Resources');
    } finally {
      delete process.env['PROTON_BOT_CONFIGURATION'];
    }
  }

  /** What a function may do with this back end: each action with its resource. */
  function rightsIn(resources: unknown, functionName: string): readonly (readonly [string, unknown])[] {
    const policies = list(at(resources, `${functionName}Role`, 'Properties', 'Policies'));
    const own = policies.filter((policy) => at(policy, 'PolicyName') === name);
    return own.flatMap((policy) =>
      list(at(policy, 'PolicyDocument', 'Statement')).flatMap((statement) =>
        list(at(statement, 'Action')).map((action) => [String(action), at(statement, 'Resource')] as const),
      ),
    );
  }

  return { temporary: () => temporary, fileOf, resourcesOf, rightsIn };
}
