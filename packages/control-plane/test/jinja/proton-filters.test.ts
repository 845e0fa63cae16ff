import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { runs } from '../support/properties.ts';
import { render } from './support/jinja.ts';

/** https://docs.aws.amazon.com/proton/latest/userguide/parameter-filters.html */
const NAMES = {
  component: {
    outputs: {
      TableName: 'orders-1',
      BucketArn: 'arn:aws:s3:::files',
      Policy: 'arn:aws:iam::123456789012:policy/read',
      Other: 'arn:aws-us-gov:iam::123456789012:policy/team/write',
      Role: 'arn:aws:iam::123456789012:role/read',
    },
    none: {},
  },
};
const ECS = 'proton_cfn_ecs_task_definition_formatted_env_vars';
const LAMBDA = 'proton_cfn_lambda_function_formatted_env_vars';
const ARNS = 'proton_cfn_iam_policy_arns';
const textOf = (template: string, names: object = NAMES): string | undefined => {
  const { text, error } = render(template, { ...names });
  expect(error).toBeUndefined();
  return text;
};

describe('filters that give several lines put them below each other, wherever the first one stands', () => {
  test(ECS, () => {
    expect(textOf(`Environment:\n  {{ component.outputs | ${ECS} }}\nNext: 1\n`)).toBe(
      [
        'Environment:',
        '  - Name: TableName',
        '    Value: orders-1',
        '  - Name: BucketArn',
        '    Value: arn:aws:s3:::files',
        '  - Name: Policy',
        '    Value: arn:aws:iam::123456789012:policy/read',
        '  - Name: Other',
        '    Value: arn:aws-us-gov:iam::123456789012:policy/team/write',
        '  - Name: Role',
        '    Value: arn:aws:iam::123456789012:role/read',
        'Next: 1\n',
      ].join('\n'),
    );
  });

  test(`${ECS}, below items that are there already, as AWS's samples have it`, () => {
    const text = textOf(`Environment:
      - Name: Own
        Value: {{ "a" }}
      {{ component.outputs | ${ECS}
      }}
`);
    expect(parse(text ?? '')).toEqual({
      Environment: [
        { Name: 'Own', Value: 'a' },
        ...Object.entries(NAMES.component.outputs).map(([Name, Value]) => ({ Name, Value })),
      ],
    });
  });

  test(LAMBDA, () => {
    expect(parse(textOf(`Environment:\n    Variables:\n        {{ component.outputs | ${LAMBDA} }}\n`) ?? '')).toEqual({
      Environment: { Variables: NAMES.component.outputs },
    });
  });

  test(`${ARNS}, which leaves out what is no policy`, () => {
    expect(textOf(`ManagedPolicyArns:\n- arn:aws:iam::aws:policy/Base\n{{ component.outputs | ${ARNS} }}`)).toBe(
      'ManagedPolicyArns:\n- arn:aws:iam::aws:policy/Base\n- arn:aws:iam::123456789012:policy/read\n- arn:aws-us-gov:iam::123456789012:policy/team/write',
    );
  });

  test.each([ECS, LAMBDA, ARNS])('%s of nothing is nothing', (filter) => {
    expect(textOf(`A:\n  {{ component.none | ${filter} }}\nB: 1\n`)).toBe('A:\n  \nB: 1\n');
  });

  test.each([
    ['behind a text on its line', `- {{ m | ${LAMBDA} }}`, '- a: x\n  b: z'],
    ['in a loop', `{% for i in [1, 2] %}- {{ m | ${LAMBDA} }}\n{% endfor %}`, '- a: x\n  b: z\n- a: x\n  b: z\n'],
    ['in a condition', `A:\n  {% if true %}{{ m | ${LAMBDA} }}{% endif %}`, 'A:\n  a: x\n  b: z'],
    ['without the blanks before it', `A:\n  {{- m | ${LAMBDA} }}`, 'A:a: x\n  b: z'],
    ['behind a tab', `\t{{ m | ${LAMBDA} }}`, '\ta: x\n b: z'],
    ['behind wide characters', `äß: {{ m | ${LAMBDA} }}`, 'äß: a: x\n    b: z'],
    ['through a name', `{% set it = m | ${LAMBDA} %}A:\n    {{ it }}`, 'A:\n    a: x\n    b: z'],
    ['through a choice', `  {{ m | ${LAMBDA} if true else "" }}`, '  a: x\n  b: z'],
    ['behind CRLF, which Jinja makes a line feed', `A:\r\n  {{ m | ${LAMBDA} }}`, 'A:\n  a: x\n  b: z'],
  ])('%s', (_where, template, expected) => {
    expect(textOf(template, { m: { a: 'x', b: 'z' } })).toBe(expected);
  });

  test('whatever names and values are, and at whatever column: YAML has them again', () => {
    const mapping = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.string({ unit: 'binary' })), {
      maxKeys: 6,
    });
    const awkward = fc.constantFrom(
      'true',
      '1',
      'null',
      '~',
      '',
      ' a',
      'a: b',
      '- a',
      '#',
      '"',
      "'",
      'a\nb',
      '0x1',
      '1e3',
      '2001-01-01',
      '!x',
      '&a',
      '*a',
      '{',
      '%',
    );
    fc.assert(
      fc.property(mapping, awkward, fc.nat({ max: 20 }), (given, value, column) => {
        const m = { ...given, last: value };
        const indentation = ' '.repeat(column);
        const lambda = textOf(`A:\n ${indentation}{{ m | ${LAMBDA} }}\n`, { m });
        expect(parse(lambda ?? '')).toEqual({ A: m });
        const ecs = textOf(`A:\n${indentation}{{ m | ${ECS} }}\n`, { m });
        expect(parse(ecs ?? '')).toEqual({ A: Object.entries(m).map(([Name, Value]) => ({ Name, Value })) });
      }),
      runs(300),
    );
  });
});

describe('values are checked', () => {
  test.each([
    [
      'raw=False',
      `{{ component.outputs | ${ECS}(raw=False) }}`,
      'line 1, column 24: Illegal character(s) detected: ":". Must match regex ^[a-zA-Z0-9_-]*$',
    ],
    ['raw=False, by position', `{{ component.outputs | ${LAMBDA}(false) }}`, 'Illegal character(s) detected: ":"'],
    [
      'sanitize',
      '{{ "a b" | proton_cfn_sanitize }}',
      'Illegal character(s) detected: " ". Must match regex ^[a-zA-Z0-9_-]*$ or be a valid ARN',
    ],
    ['no mapping', `{{ "a" | ${ECS} }}`, 'the value must be a mapping, not a text'],
    ['not there', `{{ component.gone | ${ARNS} }}`, 'component.gone is not defined'],
  ])('%s', (_what, template, reason) => {
    expect(render(template, NAMES).error).toContain(reason);
  });

  test.each([
    ['{{ "a-b_C1" | proton_cfn_sanitize }}', 'a-b_C1'],
    ['{{ component.outputs.BucketArn | proton_cfn_sanitize }}', 'arn:aws:s3:::files'],
    ['{{ component.outputs.Policy | proton_cfn_sanitize }}', 'arn:aws:iam::123456789012:policy/read'],
    [`{{ {"A": "b"} | ${ECS}(raw=False) }}`, '- Name: A\n  Value: b'],
    ['{{ component.outputs.Gone | default("17") }}', '17'],
    ['{{ component.outputs.TableName | default("17") }}', 'orders-1'],
  ])('%s is %j', (template, expected) => {
    expect(textOf(template)).toBe(expected);
  });
});
