import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MalformedEvent } from '../../../../src/lib/model/event.ts';
import { parseProtonEvent, protonDetailTypes, protonEvents } from '../../../../src/lib/providers/proton/index.ts';
import { resourceName } from '../../model/arbitraries.ts';

const folder = new URL('../../../../examples/events/proton/', import.meta.url);
const prefix = 'arn:aws:proton:us-east-1:123456789012';
const id = 'cd9a940c-7d24-40bd-8d75-186387284867';

function published(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

/** The envelope of assumption A1. */
function envelope(detailType: string, detail: object, resource?: string): Record<string, unknown> {
  return {
    version: '0',
    id: '6b1f5a2e-0c1d-4e57-9a53-3f0f8f1f2a10',
    'detail-type': detailType,
    source: 'aws.proton',
    account: '123456789012',
    time: '2021-06-29T20:42:27Z',
    region: 'us-east-1',
    resources: resource === undefined ? [] : [resource],
    detail,
  };
}

describe('events of a control plane that is not AWS', () => {
  const source = 'proton-bot.control-plane';
  const service = envelope(
    'AWS Proton Service Status Change',
    { name: 'orders', status: 'UPDATE_IN_PROGRESS' },
    'arn:aws:proton:eu-west-1:444455556666:service/orders',
  );
  afterEach(() => {
    delete process.env['PROTON_BOT_PROTON_EVENT_SOURCE'];
  });

  test('have a source of their own, and account and Region of the resource in its ARN only', () => {
    process.env['PROTON_BOT_PROTON_EVENT_SOURCE'] = source;
    expect(protonEvents.hostSource).toBe(source);
    expect(parseProtonEvent({ ...service, source, account: '999999999999', region: 'us-west-2' })).toEqual({
      kind: 'hint',
      reference: {
        on: 'deployment',
        provider: 'proton',
        kind: 'servicePipeline',
        name: 'orders',
        target: 'arn:aws:proton:eu-west-1:444455556666:service/orders/pipeline',
      },
    });
  });

  test.each(['', undefined])('are refused where the source is not configured (%j)', (value) => {
    if (value !== undefined) process.env['PROTON_BOT_PROTON_EVENT_SOURCE'] = value;
    expect(protonEvents.hostSource).toBeUndefined();
    expect(() => parseProtonEvent({ ...service, source })).toThrow(MalformedEvent);
    expect(() => parseProtonEvent({ ...service, source: '' })).toThrow(MalformedEvent);
  });
});

describe('the events that AWS has published', () => {
  test('are five', () => {
    expect(readdirSync(folder).sort()).toEqual([
      'environment-delete-failed.json',
      'service-active.json',
      'service-template-published.json',
      'service-template-version-registration-failed.json',
      'service-update-in-progress.json',
    ]);
  });

  test.each(['service-update-in-progress', 'service-active'])('%s: look at the pipeline of the service', (name) => {
    // AWS prints "region-id", which is no Region: the service is looked for by its name.
    expect(parseProtonEvent(published(name))).toEqual({
      kind: 'hint',
      reference: { on: 'deployment', provider: 'proton', kind: 'servicePipeline', name: 'your-service' },
    });
  });

  test.each(['service-template-published', 'service-template-version-registration-failed'])(
    '%s: nothing is deployed, nothing to watch',
    (name) => {
      expect(parseProtonEvent(published(name))).toEqual({
        kind: 'ignored',
        reason: expect.stringContaining('template'),
      });
    },
  );

  test('environment-delete-failed: detail-type as an array, no account, a Region that is no Region', () => {
    const event = published('environment-delete-failed');
    expect(event['detail-type']).toEqual(['AWS Proton Environment Status Change']);
    expect(parseProtonEvent(event)).toEqual({
      kind: 'hint',
      reference: { on: 'deployment', provider: 'proton', kind: 'environment', name: 'sample-environment' },
    });
  });
});

describe('the eleven detail-types', () => {
  test('are known', () => {
    expect(protonDetailTypes).toHaveLength(11);
    expect(protonDetailTypes.every((detailType) => /^AWS Proton .+ Status Change$/.test(detailType))).toBe(true);
  });

  const deployed = [
    {
      about: 'Environment',
      detail: { name: 'prod-eu' },
      path: 'environment/prod-eu',
      kind: 'environment',
      name: 'prod-eu',
    },
    {
      about: 'Service Instance',
      detail: { name: 'api', serviceName: 'orders' },
      path: 'service/orders/service-instance/api',
      kind: 'serviceInstance',
      name: 'orders/api',
    },
    {
      about: 'Service Pipeline',
      detail: { serviceName: 'orders' },
      path: 'service/orders/pipeline',
      kind: 'servicePipeline',
      name: 'orders',
    },
    { about: 'Component', detail: { name: 'cache' }, path: 'component/cache', kind: 'component', name: 'cache' },
    {
      about: 'Service',
      detail: { name: 'orders' },
      path: 'service/orders/pipeline',
      kind: 'servicePipeline',
      name: 'orders',
    },
  ].map((known) => ({ ...known, detailType: `AWS Proton ${known.about} Status Change` }));

  test.each(deployed)('$detailType: by its ARN, or by its names', ({ detailType, detail, path, kind, name }) => {
    const expected = {
      kind: 'hint',
      reference: { on: 'deployment', provider: 'proton', kind, name, target: `${prefix}:${path}` },
    };
    expect(parseProtonEvent(envelope(detailType, detail, `${prefix}:${path}`))).toEqual(expected);
    expect(parseProtonEvent(envelope(detailType, detail))).toEqual(expected);
    expect(parseProtonEvent(envelope(detailType, detail, `${prefix}:service/orders`))).toEqual(expected);
    expect(parseProtonEvent(envelope(detailType, detail, 'no arn'))).toEqual(expected);
  });

  test.each(deployed)('$detailType: with any status, or none, it says the same', ({ detailType, detail, path }) => {
    const event = (status: object) =>
      parseProtonEvent(envelope(detailType, { ...detail, ...status }, `${prefix}:${path}`));
    const plain = event({});
    for (const status of ['DELETED', 'IN_PROGRESS', 'A_WORD_OF_TOMORROW', '', 7, null]) {
      expect(event({ status })).toEqual(plain);
      expect(event({ status, previousStatus: null })).toEqual(plain);
    }
  });

  test.each(deployed)('$detailType: names that are none are refused', ({ detailType, detail }) => {
    for (const member of Object.keys(detail)) {
      expect(() => parseProtonEvent(envelope(detailType, { ...detail, [member]: 'a b' }))).toThrow(
        new MalformedEvent('AWS Proton', `its detail.${member} is not the name of a resource`),
      );
    }
  });

  test('every name that Proton allows is read', () => {
    fc.assert(
      fc.property(resourceName, resourceName, (serviceName, name) => {
        const event = envelope('AWS Proton Service Instance Status Change', { serviceName, name });
        expect(parseProtonEvent(event)).toMatchObject({ reference: { name: `${serviceName}/${name}` } });
      }),
    );
  });

  test('a pipeline’s ARN with an id leads to the same target (A21)', () => {
    const event = envelope('AWS Proton Service Pipeline Status Change', {}, `${prefix}:service/orders/pipeline/${id}`);
    expect(parseProtonEvent(event)).toMatchObject({ reference: { target: `${prefix}:service/orders/pipeline` } });
  });

  test('a connection: by its ARN, or its id', () => {
    const detailType = 'AWS Proton Environment Account Connection Status Change';
    const target = `arn:aws:proton:us-east-1:111122223333:environment-account-connection/${id}`;
    const reference = { on: 'connection', provider: 'proton', id };
    expect(parseProtonEvent(envelope(detailType, { id }, target))).toEqual({
      kind: 'hint',
      reference: { ...reference, target },
    });
    expect(parseProtonEvent(envelope(detailType, { id }))).toEqual({ kind: 'hint', reference });
    expect(() => parseProtonEvent(envelope(detailType, { id: 'x' }))).toThrow(MalformedEvent);
  });

  test.each(protonDetailTypes.filter((detailType) => detailType.includes('Template')))('%s: ignored', (detailType) => {
    expect(parseProtonEvent(envelope(detailType, { name: 't' }))).toMatchObject({ kind: 'ignored' });
  });
});

describe('AWS Proton Deployment Status Change, of which AWS publishes no form (A5)', () => {
  const detailType = 'AWS Proton Deployment Status Change';
  const resource = `${prefix}:deployment/${id}`;
  const targetArn = `${prefix}:service/simple-svc/service-instance/instance-one`;
  const byId = { kind: 'hint', reference: { on: 'deploymentId', provider: 'proton', id } };

  test('with its target: look at the target', () => {
    expect(parseProtonEvent(envelope(detailType, { id, status: 'SUCCEEDED', targetArn }, resource))).toMatchObject({
      reference: { kind: 'serviceInstance', name: 'simple-svc/instance-one', target: targetArn },
    });
  });

  test.each([
    ['its id', { id, status: 'SUCCEEDED' }, undefined],
    ['its resource', { status: 'SUCCEEDED' }, resource],
    ['its resource, the id being empty', { id: '', status: 'SUCCEEDED' }, resource],
    ['its resource, the id being null', { id: null }, resource],
    ['its id, the target being unreadable', { id, targetArn: 'no arn' }, undefined],
    ['its id, the target being of another kind', { id, targetArn: `${prefix}:service/orders` }, resource],
  ])('with nothing but %s: look at the deployment', (_, detail, arn) => {
    expect(parseProtonEvent(envelope(detailType, detail, arn))).toEqual(byId);
  });

  test.each([[{}], [{ id: 'x' }], [{ targetArn: 7 }]])('with neither in %j: malformed', (detail) => {
    expect(() => parseProtonEvent(envelope(detailType, detail))).toThrow(MalformedEvent);
  });
});

describe('junk', () => {
  test('an unknown detail-type is nothing to watch, not an error', () => {
    for (const detailType of ['AWS API Call via CloudTrail', 'AWS Proton Moon Phase Change', 'toString', '__proto__']) {
      expect(parseProtonEvent(envelope(detailType, {}))).toMatchObject({ kind: 'ignored' });
    }
  });

  test.each<[unknown, RegExp]>([
    [undefined, /not a JSON object/],
    [null, /not a JSON object/],
    ['text', /not a JSON object/],
    [[], /not a JSON object/],
    [{}, /source/],
    [{ source: 'aws.ecs' }, /source/],
    [{ source: 'aws.proton' }, /detail-type/],
    [{ source: 'aws.proton', 'detail-type': [] }, /detail-type/],
    [{ source: 'aws.proton', 'detail-type': 'AWS Proton Environment Status Change' }, /detail is not an object/],
    [{ source: 'aws.proton', 'detail-type': 'AWS Proton Environment Status Change', detail: [] }, /detail is not/],
  ])('%j is refused with the reason', (event, reason) => {
    expect(() => parseProtonEvent(event)).toThrow(MalformedEvent);
    expect(() => parseProtonEvent(event)).toThrow(reason);
  });

  const nearlyEvents = fc.record(
    {
      source: fc.constant('aws.proton'),
      'detail-type': fc.oneof(
        fc.constantFrom(...protonDetailTypes),
        fc.constantFrom(...protonDetailTypes).map((detailType) => [detailType]),
        fc.jsonValue(),
      ),
      account: fc.jsonValue(),
      region: fc.jsonValue(),
      resources: fc.oneof(fc.jsonValue(), fc.array(fc.string()), fc.constant([`${prefix}:environment/e`])),
      detail: fc.oneof(
        fc.jsonValue(),
        fc.record({ name: fc.jsonValue(), serviceName: fc.jsonValue(), id: fc.jsonValue(), targetArn: fc.jsonValue() }),
      ),
    },
    { requiredKeys: ['source'] },
  );

  test('nothing but MalformedEvent is ever thrown', () => {
    const whatComesOf = (event: unknown) => {
      try {
        return parseProtonEvent(event).kind;
      } catch (error) {
        return error instanceof MalformedEvent ? 'refused' : error;
      }
    };
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue(), nearlyEvents), (event) => {
        expect(['hint', 'ignored', 'refused']).toContain(whatComesOf(event));
      }),
      { numRuns: 1_000 },
    );
  });
});
