import { describe, expect, test } from '@jest/globals';
import { matchSubject, type SubjectMatch } from '../../../src/lib/matching/index.ts';
import type { PermissionSubject } from '../../../src/lib/model/permission.ts';
import { connection, deployment } from '../rules/subjects.ts';

const resource: PermissionSubject = { on: 'resource', resource: { provider: 'supplyChain', name: 'factory' } };

test.each<[string, SubjectMatch, PermissionSubject, boolean]>([
  ['no key is for everything', {}, deployment(), true],
  ['a deployment by account', { account: ['1111*'] }, deployment(), true],
  ['a deployment by region', { region: ['us-*', 'eu-west-1'] }, deployment(), true],
  ['a connection by the account of its environment', { account: ['*'] }, connection(), true],
  ['a connection by its provider', { provider: ['proton'] }, connection(), true],
  ['a resource by its name', { name: ['fact*'] }, resource, true],
  ['every key has to match', { provider: ['supplyChain'], name: ['x'] }, resource, false],
  ['a key that the subject does not have', { service: ['*'] }, connection(), false],
  ['"*" for what is there', { environment: ['*'] }, deployment({ environment: 'dev' }), true],
  ['"*" for what is not there', { environment: ['*'] }, deployment({ environment: '' }), false],
  ['"" for what is in no environment', { environment: [''] }, deployment({ environment: '' }), true],
  ['"" for what is in one', { environment: [''] }, deployment({ environment: 'dev' }), false],
  ['"" beside others', { environment: ['prod*', ''] }, deployment({ environment: 'prod-eu' }), true],
  ['"" for what nobody says of a resource', { environment: [''] }, resource, false],
])('%s', (_name, match, subject, matches) => {
  expect(matchSubject(match, subject).every((result) => result.matches)).toBe(matches);
});

describe('what is looked at', () => {
  test('is told for every key, with what is not known told from what is empty', () => {
    const results = matchSubject({ kind: ['instance'], name: ['factory'] }, resource);
    expect(results).toMatchObject([
      { key: 'kind', member: 'resource.kind', value: '', isKnown: false, matches: false },
      { key: 'name', member: 'resource.name', value: 'factory', isKnown: true, matches: true },
    ]);
    const [service] = matchSubject({ service: ['*'] }, deployment({ service: '' }));
    expect(service).toMatchObject({ isKnown: true, matches: false });
  });
});
