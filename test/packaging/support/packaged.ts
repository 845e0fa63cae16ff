import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strFromU8, unzipSync } from 'fflate';
import { preparePackage } from '../../../src/local/package.ts';

export const projectFolder = fileURLToPath(new URL('../../..', import.meta.url));

type Properties = Readonly<Record<string, unknown>>;

interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
}

/** A statement of a policy, with its lists as lists. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
}

/** A function as it is packaged. */
export interface PackagedFunction {
  /** `observe`, `sweep` … */
  readonly name: string;
  readonly roleId: string;
  readonly timeoutSeconds: number;
  readonly environment: Properties;
  /** The text of its bundle. */
  readonly code: string;
  /** Everything in its zip. */
  readonly files: readonly string[];
}

/** The template and the bundles that the framework wrote. */
export class Packaged {
  readonly template: string;
  readonly #resources: Readonly<Record<string, Resource>>;
  readonly functions: readonly PackagedFunction[];

  /** @param folder - with the template, and a zip for each function */
  constructor(folder: string) {
    this.template = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
    const parsed: { readonly Resources: Readonly<Record<string, Resource>> } = JSON.parse(this.template);
    this.#resources = parsed.Resources;
    this.functions = this.all('AWS::Lambda::Function').map(([, properties]) => readFunction(folder, properties));
  }

  /** All resources of a type: logical id and properties. */
  all(type: string): readonly (readonly [string, Properties])[] {
    return Object.entries(this.#resources).flatMap(([id, { Type, Properties }]) =>
      Type === type ? [[id, Properties] as const] : [],
    );
  }

  /** The properties of one resource. */
  one(logicalId: string): Properties {
    return this.#resources[logicalId]?.Properties ?? {};
  }

  /** Everything that a role allows, by its own policies and by those that are attached to it. */
  statementsOf(roleId: string): readonly Statement[] {
    const attached = this.all('AWS::IAM::Policy').flatMap(([, policy]) =>
      list(policy['Roles']).some((role) => at(role, 'Ref') === roleId) ? [policy] : [],
    );
    return [...list(this.one(roleId)['Policies']), ...attached].flatMap((policy) =>
      list(at(policy, 'PolicyDocument', 'Statement')).map((statement) => ({
        actions: list(at(statement, 'Action')).map(String),
        resources: list(at(statement, 'Resource')),
      })),
    );
  }
}

let packaged: Promise<Packaged> | undefined;

/** Packages as the end-to-end tests do, so that whoever comes first does it for all. */
export function packagedBot(): Promise<Packaged> {
  process.env['PROTON_BOT_RULES'] = join(projectFolder, 'test/e2e/support/rules.yml');
  process.env['PROTON_BOT_CONFIGURATION'] = join(projectFolder, 'test/e2e/support/bot.yml');
  packaged ??= preparePackage(projectFolder, '.proton-bot/test-package').then((folder) => new Packaged(folder));
  return packaged;
}

/** The same with one back end only, as the end-to-end tests have it. */
export async function packagedWith(alone: 'proton' | 'supply-chain'): Promise<Packaged> {
  process.env['PROTON_BOT_RULES'] = join(projectFolder, 'test/e2e/support/rules.yml');
  process.env['PROTON_BOT_CONFIGURATION'] = join(projectFolder, `test/e2e/support/${alone}-alone.yml`);
  // The environment is read when the packaging starts, which is before this waits for it.
  const preparing = preparePackage(projectFolder, packageFolders[alone]);
  delete process.env['PROTON_BOT_CONFIGURATION'];
  return new Packaged(await preparing);
}

const packageFolders = {
  proton: '.proton-bot/other-test-package',
  'supply-chain': '.proton-bot/supply-chain-test-package',
} as const;

function readFunction(folder: string, properties: Properties): PackagedFunction {
  const name = String(properties['FunctionName']).split('-').at(-1) ?? '';
  const files = unzipSync(readFileSync(join(folder, `${name}.zip`)));
  const [entry = '', contents] = Object.entries(files).find(([path]) => path.endsWith(`${name}.cjs`)) ?? [];
  if (contents === undefined)
    throw new Error(`${name}.zip holds no ${name}.cjs, but ${Object.keys(files).join(', ')} ${entry}`);
  return {
    name,
    roleId: String(at(properties, 'Role', 'Fn::GetAtt', '0')),
    timeoutSeconds: Number(properties['Timeout']),
    environment: Object(at(properties, 'Environment', 'Variables')),
    code: strFromU8(contents),
    files: Object.keys(files),
  };
}

/** What lies at a path of keys, or undefined. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => new Map<string, unknown>(Object.entries(Object(inner))).get(key), value);
}

/** CloudFormation takes one thing for a list of it. */
export function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}
