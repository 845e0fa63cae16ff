import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../support/run.ts';

const MANIFEST =
  'infrastructure:\n  templates:\n  - {file: "cloudformation.yaml", rendering_engine: jinja, template_language: cloudformation}\n';
const schema = (type: string) =>
  `schema:\n  format: {openapi: "3.0.0"}\n  ${type}_input_type: Inputs\n  types:\n    Inputs: {type: object, properties: {zone: {type: string, default: a}, size: {type: string}}}\n`;
let folder: string;

function write(directory: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, directory, path)), { recursive: true });
    writeFileSync(join(folder, directory, path), text);
  }
  return join(folder, directory);
}
const check = (...words: string[]) => run(['bundle', 'check', ...words]);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-check-'));
  write('network', {
    'schema/schema.yaml': schema('environment'),
    'infrastructure/manifest.yaml': MANIFEST,
    'infrastructure/cloudformation.yaml':
      'Resources: {Vpc: {Type: "AWS::EC2::VPC"}}\nOutputs:\n  Zone: {Value: "{{ environment.inputs.zone }}"}\n',
  });
  write('web', {
    'schema/schema.yaml': schema('service'),
    'instance_infrastructure/manifest.yaml': MANIFEST,
    'instance_infrastructure/cloudformation.yaml':
      'Resources: {Queue: {Type: "AWS::SQS::Queue"}}\nOutputs:\n  Zone: {Value: "{{ environment.outputs.Zone }}"}\n',
    'spec.yaml': 'proton: ServiceSpec\ninstances:\n- {name: blue, environment: prod, spec: {zone: b}}\n',
  });
  write('broken', {
    'schema/schema.yaml': schema('environment'),
    'infrastructure/manifest.yaml': MANIFEST,
    'infrastructure/cloudformation.yaml': 'Resources:\n  Vpc: {Type: "AWS::EC2::{{ environment.inputs.size }}"}\n',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a bundle without problems', () => {
  test('is shown with what it makes', async () => {
    const directory = join(folder, 'network');
    expect(await check(directory)).toEqual({
      exitCode: 0,
      err: '',
      out: [
        'environment, with the required inputs only: 1 resource, 1 output',
        '  Zone = a',
        'environment, with all inputs: 1 resource, 1 output',
        '  Zone = a',
        `${directory}: environment bundle, no problems`,
      ].join('\n'),
    });
  });

  test('of a service takes a spec, and the bundle of its environment', async () => {
    const directory = join(folder, 'web');
    const spec = ['--spec', join(directory, 'spec.yaml')];
    const alone = await check(directory, ...spec);
    expect([alone.exitCode, alone.err]).toEqual([0, '']);
    expect(alone.out).toContain('  Zone = example-Zone\nnote: outputs of the environment are made up: Zone.');
    expect((await check(directory, ...spec, '--environment', join(folder, 'network'))).out).toBe(
      `service instance blue, with the spec: 1 resource, 1 output\n  Zone = a\n${directory}: service bundle, no problems`,
    );
  });
});

describe('a bundle with a problem', () => {
  test('is refused, with the place and the reason', async () => {
    const directory = join(folder, 'broken');
    const { exitCode, err, out } = await check(directory);
    expect([exitCode, err]).toEqual([
      1,
      `${directory}: environment, with the required inputs only: The template could not be rendered: infrastructure/cloudformation.yaml: line 2, column 29: environment.inputs.size is not defined.\n${directory}: 1 problem`,
    ]);
    expect(out).toBe('environment, with all inputs: 1 resource, 0 outputs');
  });

  test('is told as JSON', async () => {
    const { exitCode, err, out } = await check(join(folder, 'broken'), '--json');
    expect([exitCode, err]).toEqual([1, '']);
    expect(JSON.parse(out)).toEqual({
      kind: 'environment',
      problems: [expect.stringContaining('environment.inputs.size is not defined')],
      stacks: [{ what: 'environment', inputs: 'all', resources: 1, outputs: [] }],
      notes: [],
    });
  });
});

describe('what cannot be checked is refused, with what to do', () => {
  test.each([
    ['no directory', [], 2, 'proton-bot: bundle check needs <directory>'],
    ['two of them', ['a', 'b'], 2, 'proton-bot: bundle check does not take "b"'],
    ['a misspelt option', ['a', '--specs', 'b'], 2, 'did you mean "--spec"?'],
    ['an option without a value', ['a', '--spec'], 2, '--spec'],
    ['half a command', ['check'], 2, ''],
  ])('%s', async (_what, words, exitCode, reason) => {
    const outcome = words[0] === 'check' ? await run(['bundle']) : await check(...words);
    expect([outcome.exitCode, outcome.out]).toEqual([exitCode, '']);
    expect(outcome.err).toContain(reason);
  });

  test('a directory that has no bundle', async () => {
    expect(await check(folder)).toEqual({
      exitCode: 1,
      out: '',
      err: `proton-bot: ${join(folder, 'schema/schema.yaml')} is missing. Give the directory that has it.`,
    });
    expect((await check(join(folder, 'web'), '--environment', join(folder, 'nowhere'))).err).toContain(
      'schema.yaml is missing',
    );
  });

  test('a spec that is not there', async () => {
    expect((await check(join(folder, 'web'), '--spec', join(folder, 'no.yaml'))).err).toBe(
      `proton-bot: cannot read ${join(folder, 'no.yaml')}`,
    );
  });

  test('--help says what there is', async () => {
    const { exitCode, out } = await check('--help');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^Check a Proton template bundle[^]*--spec <file>[^]*--environment <directory>[^]*--json/);
  });
});
