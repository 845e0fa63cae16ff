import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { referenceOf } from '../../../../src/lib/providers/proton/index.ts';
import {
  candidates,
  canonicalArn,
  connectionCandidates,
  isResourceName,
  isUuid,
  partsOfArn,
  splitInstanceName,
} from '../../../../src/lib/providers/proton/names.ts';
import { resourceName } from '../../model/arbitraries.ts';

const prefix = 'arn:aws:proton:us-east-1:123456789012';
const id = '3f1c9e0a-5b0e-4d3b-9b60-0d8a2f1f9a11';

describe('names of resources', () => {
  test('take every character that Proton takes, up to a hundred', () => {
    fc.assert(fc.property(resourceName, (name) => expect(isResourceName(name)).toBe(true)));
    expect(isResourceName('a'.repeat(100))).toBe(true);
  });

  test.each(['', '-a', '_a', 'a b', 'a/b', 'a.b', 'ä', 'a'.repeat(101), 'a\n', 7, undefined, null, ['a']])(
    'are not %j',
    (value) => {
      expect(isResourceName(value)).toBe(false);
    },
  );

  test('ids are lower-case UUIDs', () => {
    expect(isUuid(id)).toBe(true);
    for (const value of [id.toUpperCase(), '-'.repeat(36), `${id}0`, `${id}\n`, '', 5])
      expect(isUuid(value)).toBe(false);
  });
});

describe('referenceOf', () => {
  test('knows the four targets and connections, whatever their names', () => {
    fc.assert(
      fc.property(resourceName, resourceName, (first, second) => {
        const cases = [
          [`environment/${first}`, 'environment', first],
          [`component/${first}`, 'component', first],
          [`service/${first}/pipeline`, 'servicePipeline', first],
          [`service/${first}/service-instance/${second}`, 'serviceInstance', `${first}/${second}`],
        ] as const;
        for (const [path, kind, name] of cases) {
          const target = `${prefix}:${path}`;
          expect(referenceOf(target)).toEqual({ on: 'deployment', provider: 'proton', kind, name, target });
        }
      }),
    );
    const target = `${prefix}:environment-account-connection/${id}`;
    expect(referenceOf(target)).toEqual({ on: 'connection', provider: 'proton', id, target });
  });

  test('a service or an instance may be called like a kind', () => {
    expect(referenceOf(`${prefix}:service/pipeline/pipeline`)).toMatchObject({
      kind: 'servicePipeline',
      name: 'pipeline',
    });
    expect(referenceOf(`${prefix}:service/service-instance/service-instance/pipeline`)).toMatchObject({
      kind: 'serviceInstance',
      name: 'service-instance/pipeline',
    });
  });

  test('a pipeline is one target in both forms of its ARN (A21)', () => {
    const short = `${prefix}:service/orders/pipeline`;
    expect(referenceOf(`${short}/${id}`)).toEqual(referenceOf(short));
    expect(canonicalArn(`${short}/${id}`)).toBe(short);
  });

  test('an instance whose name looks like a pipeline’s id is not shortened', () => {
    const arn = `${prefix}:service/orders/service-instance/${id}`;
    expect(canonicalArn(arn)).toBe(arn);
  });

  test.each(['aws', 'aws-cn', 'aws-us-gov'])('the partition %s is one', (partition) => {
    expect(referenceOf(`arn:${partition}:proton:us-east-1:123456789012:environment/e`)).toBeDefined();
  });

  test.each([
    '',
    'environment/e',
    `${prefix}:service/orders`,
    `${prefix}:environment-template/t`,
    `${prefix}:service-template/t:1.0`,
    `${prefix}:deployment/${id}`,
    `${prefix}:environment/`,
    `${prefix}:environment/a/b`,
    `${prefix}:environment/a b`,
    `${prefix}:environment/${'a'.repeat(101)}`,
    `${prefix}:environment-account-connection/${'-'.repeat(36)}`,
    `${prefix}:service/orders/service-instance`,
    'arn:aws:ecs:us-east-1:123456789012:environment/e',
    'arn:aws:proton:us-east-1:12345:environment/e',
    `${prefix}:environment/e\n`,
  ])('%j is none of the bot’s business', (arn) => {
    expect(referenceOf(arn)).toBeUndefined();
  });

  test('takes anything', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(() => referenceOf(text)).not.toThrow()));
  });
});

test('partsOfArn gives account and Region, or nothing', () => {
  expect(partsOfArn(`${prefix}:environment/e`)).toEqual({ region: 'us-east-1', account: '123456789012' });
  expect(partsOfArn('no arn')).toEqual({ region: '', account: '' });
});

test('splitInstanceName takes a reference’s name apart', () => {
  expect(splitInstanceName('orders/api')).toEqual({ serviceName: 'orders', instanceName: 'api' });
});

describe('connectionCandidates: what a person may mean by an id', () => {
  const id = '8ad03ff3-0cc8-4d16-93de-d5e1bbf4ef3c';
  const arn = `arn:aws:proton:eu-west-1:111122223333:environment-account-connection/${id}`;

  test.each([
    ['an id', ` ${id} `, [{ on: 'connection', provider: 'proton', id }]],
    ['an ARN', arn, [{ on: 'connection', provider: 'proton', id, target: arn }]],
    ['the ARN of something else', 'arn:aws:proton:eu-west-1:111122223333:environment/prod', []],
    ['the ARN of another service', 'arn:aws:s3:::bucket', []],
    ['a name', 'orders/api', []],
    ['nothing', '', []],
  ])('%s', (_name, typed, expected) => {
    expect(connectionCandidates(typed)).toEqual(expected);
  });
});

describe('candidates: what a person may mean', () => {
  const meant = (typed: string) => candidates(typed).map(({ kind, name }) => `${kind} ${name}`);

  test('a plain name is an environment, else a component', () => {
    expect(meant('prod-eu')).toEqual(['environment prod-eu', 'component prod-eu']);
    expect(meant('  prod-eu ')).toEqual(['environment prod-eu', 'component prod-eu']);
  });

  test('two names are an instance; the second may mean the pipeline', () => {
    expect(meant('orders/api')).toEqual(['serviceInstance orders/api']);
    expect(meant('orders/pipeline')).toEqual(['serviceInstance orders/pipeline', 'servicePipeline orders']);
  });

  test('a kind in front leaves no doubt', () => {
    expect(meant('environment:prod-eu')).toEqual(['environment prod-eu']);
    expect(meant('instance:orders/api')).toEqual(['serviceInstance orders/api']);
    expect(meant('pipeline:orders')).toEqual(['servicePipeline orders']);
    expect(meant('component:cache')).toEqual(['component cache']);
  });

  test('an ARN is what it says', () => {
    expect(meant(`${prefix}:component/cache`)).toEqual(['component cache']);
    expect(meant(`${prefix}:environment-account-connection/${id}`)).toEqual([]);
  });

  test.each([
    '',
    'a/b/c',
    'a b',
    'pipeline:orders/api',
    'instance:orders',
    'cluster:orders',
    'environment:prod:eu',
    'constructor:orders',
    '__proto__:orders',
    'toString:orders/api',
    ':orders',
    'orders/',
    '/api',
    'arn:aws:proton',
  ])('%j cannot be the name of anything', (typed) => {
    expect(candidates(typed)).toEqual([]);
  });

  test('whatever is typed, what comes out can be asked for', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(resourceName, resourceName).map((names) => names.join('/')),
        ),
        (typed) => {
          for (const { kind, name } of candidates(typed)) {
            const parts = name.split('/');
            expect(parts).toHaveLength(kind === 'serviceInstance' ? 2 : 1);
            expect(parts.every(isResourceName)).toBe(true);
          }
        },
      ),
    );
  });
});
