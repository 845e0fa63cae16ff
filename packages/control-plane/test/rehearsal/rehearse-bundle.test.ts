import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { packDirectory, RefusedBundleError, rehearseBundle } from '../../src/rehearsal/index.ts';
import { bundleOf, type Files, MANIFEST, schemaText } from '../support/bundles.ts';

const text = { type: 'string' };
const ENVIRONMENT: Files = {
  'schema/schema.yaml': schemaText({ environment: { zone: { ...text, default: 'a' } } }),
  'infrastructure/manifest.yaml': MANIFEST,
  'infrastructure/cloudformation.yaml':
    'Resources:\n  Vpc: {Type: AWS::EC2::VPC}\nOutputs:\n  VpcId: {Value: !Ref Vpc}\n  Zone: {Value: "{{ environment.inputs.zone }}"}\n',
};
const SERVICE: Files = {
  'schema/schema.yaml': schemaText({
    service: { size: { ...text, enum: ['small', 'large'] }, port: { type: 'integer', default: 80 } },
    pipeline: { branch: { ...text, default: 'main' } },
  }),
  'instance_infrastructure/manifest.yaml': MANIFEST,
  'instance_infrastructure/cloudformation.yaml': `Resources:
  Queue: {Type: AWS::SQS::Queue}
Outputs:
  Where: {Value: "{{ environment.outputs.VpcId }} {{ service_instance.inputs.port }}"}
{% if service_instance.inputs.size is defined %}
  Size: {Value: "{{ service_instance.inputs.size }}"}
{% endif %}
`,
  'pipeline_infrastructure/manifest.yaml': MANIFEST,
  'pipeline_infrastructure/cloudformation.yaml': `Resources:
  Project: {Type: AWS::CodeBuild::Project}
Outputs:
{% for one in service_instances %}
  Zone{{ loop.index }}: {Value: "{{ one.environment.outputs.Zone }} {{ one.outputs.Where }}"}
{% endfor %}
`,
};
/** What was deployed, as `what, inputs: key=value …`. */
const shown = ({ stacks }: ReturnType<typeof rehearseBundle>): string[] =>
  stacks.map(
    ({ what, inputs, outputs }) =>
      `${what}, ${inputs}: ${outputs.map(({ key, valueString }) => `${key}=${valueString}`).join(' ')}`,
  );

describe('a bundle is tried', () => {
  test('of an environment: with what it needs, and with all it can have', () => {
    const rehearsal = rehearseBundle(bundleOf(ENVIRONMENT));
    expect(rehearsal).toMatchObject({ kind: 'environment', problems: [], notes: [] });
    expect(shown(rehearsal)).toEqual([
      expect.stringMatching(/^environment, required: VpcId=vpc-[0-9a-f]{17} Zone=a$/),
      expect.stringMatching(/^environment, all: VpcId=vpc-[0-9a-f]{17} Zone=a$/),
    ]);
  });

  test('of a service: outputs of the environment are made up, those of an instance reach the pipeline', () => {
    const rehearsal = rehearseBundle(bundleOf(SERVICE));
    expect(rehearsal.problems).toEqual([]);
    expect(shown(rehearsal)).toEqual([
      'service instance example, required: Where=example-VpcId 80',
      'pipeline, required: Zone1=example-Zone example-VpcId 80',
      'service instance example, all: Where=example-VpcId 80 Size=small',
      'pipeline, all: Zone1=example-Zone example-VpcId 80',
    ]);
    expect(rehearsal.notes).toEqual([
      'outputs of the environment are made up: VpcId, Zone. Give its bundle for those that it has',
    ]);
  });

  test('of a service, in an environment of the bundle that is given, with a spec', () => {
    const spec =
      'proton: ServiceSpec\npipeline: {}\ninstances:\n- {name: blue, environment: prod, spec: {port: 81}}\n- {name: green, environment: test, spec: {}}\n';
    const rehearsal = rehearseBundle(bundleOf(SERVICE), { spec, environment: bundleOf(ENVIRONMENT) });
    expect(rehearsal).toMatchObject({ problems: [], notes: [] });
    expect(shown(rehearsal)).toEqual([
      expect.stringMatching(/^service instance blue, spec: Where=vpc-[0-9a-f]{17} 81$/),
      expect.stringMatching(/^service instance green, spec: Where=vpc-[0-9a-f]{17} 80$/),
      expect.stringMatching(/^pipeline, spec: Zone1=a vpc-[0-9a-f]{17} 81 Zone2=a vpc-[0-9a-f]{17} 80$/),
    ]);
  });

  test('of an environment whose customers bring their own', () => {
    const { 'schema/schema.yaml': schema = '' } = ENVIRONMENT;
    expect(shown(rehearseBundle(bundleOf({ 'schema/schema.yaml': schema })))).toEqual([
      'environment, required: ',
      'environment, all: zone=a',
    ]);
  });

  test('of Terraform: it is registered, and nothing is rendered', () => {
    const manifest = MANIFEST.replace('jinja', 'hcl').replace('language: cloudformation', 'language: terraform');
    const rehearsal = rehearseBundle(
      bundleOf({
        ...ENVIRONMENT,
        'infrastructure/manifest.yaml': manifest.replace('"cloudformation.yaml"', '"*"'),
        'infrastructure/main.tf': '',
      }),
    );
    expect(rehearsal).toMatchObject({
      problems: [],
      stacks: [],
      notes: ['only templates for CloudFormation are rendered: nothing was deployed'],
    });
  });
});

describe('its problems are told, each with its place', () => {
  const problems = (files: Files, options = {}) => rehearseBundle(bundleOf(files), options).problems;
  const instance = 'instance_infrastructure/cloudformation.yaml';

  test('several at once, of what a registration would refuse', () => {
    expect(
      problems({
        ...SERVICE,
        'schema/schema.yaml': 'schema: 7\n',
        [instance]: 'Resources:\n  A: {{ a | shout }}\n',
        'pipeline_infrastructure/cloudformation.yaml': 'Resources: {A: {Type: "AWS::SNS::Topic", DependsOn: B}}\n',
      }),
    ).toEqual([
      'schema/schema.yaml: schema must be a mapping',
      expect.stringMatching(
        /^instance_infrastructure\/cloudformation\.yaml: line 2, column 13: there is no filter shout/,
      ),
      'pipeline_infrastructure/cloudformation.yaml: Resources.A.DependsOn: it refers to "B", which the template does not have',
    ]);
  });

  test('of what fails when it is rendered, and with which inputs', () => {
    expect(
      problems({
        ...SERVICE,
        [instance]: 'Resources:\n  Q: {Type: "AWS::SQS::Queue{{ service_instance.inputs.size }}"}\n',
      }),
    ).toEqual([
      `service instance example, with the required inputs only: The template could not be rendered: ${instance}: line 2, column 32: service_instance.inputs.size is not defined.`,
      expect.stringContaining(
        'pipeline, with all inputs: The template could not be rendered: pipeline_infrastructure/cloudformation.yaml: line 5, column 72: one.outputs.Where is not defined',
      ),
    ]);
  });

  test('of what the environment lacks', () => {
    const { 'infrastructure/cloudformation.yaml': template = '' } = ENVIRONMENT;
    const without = { ...ENVIRONMENT, 'infrastructure/cloudformation.yaml': template.replace('VpcId:', 'Vpc:') };
    expect(problems(SERVICE, { environment: bundleOf(without) })[0]).toContain(
      'environment.outputs.VpcId is not defined',
    );
    expect(problems(SERVICE, { environment: bundleOf({ ...without, 'schema/schema.yaml': 'a: 7' }) })).toEqual([
      'environment: schema/schema.yaml: schema is missing',
    ]);
  });

  test.each([
    ['a: b', /^spec: The provided Service Spec file was not correctly formatted/],
    [
      'proton: ServiceSpec\npipeline: {}\ninstances:\n- {name: a, environment: prod, spec: {sise: small}}\n',
      /^service, with the spec: .*'instances\[0\]\.spec\.sise' \(line 4, column \d+\)/,
    ],
  ])('of a spec: %j', (spec, problem) => {
    expect(problems(SERVICE, { spec })).toEqual([expect.stringMatching(problem)]);
  });

  test('and where no example fits an input, that is said', () => {
    const schema = schemaText({ environment: { id: { ...text, pattern: '^vpc-[0-9]+$' } } }, { required: ['id'] });
    expect(rehearseBundle(bundleOf({ ...ENVIRONMENT, 'schema/schema.yaml': schema }))).toMatchObject({
      problems: [],
      stacks: [],
      notes: ['nothing was deployed: no example fits environment input id. Give a spec'],
    });
  });
});

describe('a directory is packed', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'bundle-'));
    for (const [path, content] of Object.entries(ENVIRONMENT)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  test('as it would be uploaded', () => {
    expect(rehearseBundle(packDirectory(directory))).toMatchObject({ kind: 'environment', problems: [] });
  });

  test('with its links, which are refused', () => {
    symlinkSync('/etc/hostname', join(directory, 'infrastructure/link'));
    expect(() => rehearseBundle(packDirectory(directory))).toThrow(/neither a file nor a directory/);
  });

  test('unless there is no bundle, or too much', () => {
    expect(() => packDirectory(tmpdir())).toThrow(/schema\/schema\.yaml is missing\. Give the directory that has it/);
    for (let file = 0; file < 2000; file += 1) writeFileSync(join(directory, String(file)), '');
    expect(() => packDirectory(directory)).toThrow(RefusedBundleError);
  });
});
