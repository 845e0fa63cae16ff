import { describe, expect, test } from '@jest/globals';
import { NO_VALUE, type ResolutionScope, resolveValue } from '../../src/deploy/intrinsics.ts';
import { resourceOrder } from '../../src/deploy/resource-order.ts';

const refs: Record<string, unknown> = {
  Queue: 'http://queue',
  'AWS::Region': 'eu-central-1',
  'AWS::NoValue': NO_VALUE,
  List: ['a', 'b'],
};
const scope: ResolutionScope = {
  ref: (name, place) => {
    if (name in refs) return refs[name];
    throw new Error(`${place}: no ${name}`);
  },
  getAtt: (logicalId, attribute) => `${logicalId}/${attribute}`,
  condition: (name) => name === 'Yes',
};
const resolve = (value: unknown): unknown => resolveValue(value, scope, 'Place');

describe('intrinsic functions', () => {
  test.each<[what: string, value: unknown, resolved: unknown]>([
    ['Ref', { Ref: 'Queue' }, 'http://queue'],
    ['GetAtt, as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue/Arn'],
    ['GetAtt, as a text', { 'Fn::GetAtt': 'Bus.Policy.Arn' }, 'Bus/Policy.Arn'],
    [
      'Sub',
      { 'Fn::Sub': '${AWS::Region}|${Queue}|${Queue.Arn}|${!Literal}|$' },
      'eu-central-1|http://queue|Queue/Arn|${Literal}|$',
    ],
    [
      'Sub with variables',
      { 'Fn::Sub': ['${Queue}-${Region}', { Queue: 'mine', Region: { Ref: 'AWS::Region' } }] },
      'mine-eu-central-1',
    ],
    ['Join', { 'Fn::Join': ['/', ['a', 1, { Ref: 'Queue' }]] }, 'a/1/http://queue'],
    ['Join of a list', { 'Fn::Join': [',', { Ref: 'List' }] }, 'a,b'],
    ['Select and Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    ['If, true', { 'Fn::If': ['Yes', { Ref: 'Queue' }, 'no'] }, 'http://queue'],
    ['If, false', { 'Fn::If': ['No', 'yes', ['no']] }, ['no']],
    ['Equals', { 'Fn::Equals': [{ Ref: 'Queue' }, 'http://queue'] }, true],
    [
      'And, Or, Not',
      { 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Or': [{ Condition: 'No' }, { 'Fn::Not': [{ Condition: 'No' }] }] }] },
      true,
    ],
    [
      'no value',
      { kept: 1, gone: { Ref: 'AWS::NoValue' }, list: [{ Ref: 'AWS::NoValue' }, 2] },
      { kept: 1, list: [2] },
    ],
    [
      'a member named Condition in a policy',
      { Condition: { StringEquals: { a: { Ref: 'Queue' } } } },
      { Condition: { StringEquals: { a: 'http://queue' } } },
    ],
    ['anything else', { a: [true, null, 'text'], b: {} }, { a: [true, null, 'text'], b: {} }],
  ])('%s', (_what, value, resolved) => {
    expect(resolve(value)).toEqual(resolved);
  });

  test.each<[what: string, value: unknown, message: RegExp]>([
    [
      'an unknown function',
      { Deep: { 'Fn::ImportValue': 'x' } },
      /at Place.Deep: the local cloud has no Fn::ImportValue/,
    ],
    ['a name that is not there', { Deep: { Ref: 'Nobody' } }, /Place.Deep: no Nobody/],
    ['a list where a text is needed', { 'Fn::Join': [',', [{ Ref: 'List' }]] }, /a text is needed, not \["a","b"\]/],
    ['a text where a list is needed', { 'Fn::Join': 'a' }, /a list is needed/],
  ])('refuses %s', (_what, value, message) => {
    expect(() => resolve(value)).toThrow(message);
  });
});

describe('the order of resources', () => {
  const resource = (Properties: Record<string, unknown>, DependsOn: string | string[] = []) => ({
    Type: 'T',
    Properties,
    DependsOn,
  });

  test('follows every kind of reference', () => {
    const order = resourceOrder({
      Mapping: resource({ queue: { 'Fn::GetAtt': ['Queue', 'Arn'] }, fn: { 'Fn::GetAtt': 'Function.Arn' } }),
      Function: resource({ env: [{ 'Fn::Sub': ['${Table}-${x}', { x: { Ref: 'Bus' } }] }] }, 'Log'),
      Queue: resource({ dead: { Ref: 'Dead' } }),
      Dead: resource({}),
      Table: resource({}),
      Bus: resource({ region: { Ref: 'AWS::Region' } }),
      Log: resource({}),
    });
    expect(order).toEqual(['Dead', 'Queue', 'Log', 'Table', 'Bus', 'Function', 'Mapping']);
  });

  test('refuses a circle, naming it', () => {
    const circle = {
      A: resource({ b: { Ref: 'B' } }),
      B: resource({}, ['C']),
      C: resource({ a: { 'Fn::Sub': '${A.Arn}' } }),
    };
    expect(() => resourceOrder(circle)).toThrow('circular dependency between A → B → C → A');
  });
});
