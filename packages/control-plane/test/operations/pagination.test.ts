import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { runs } from '../support/properties.ts';
import { createShop, createTemplates, createWorld, listOf, type World } from '../support/world.ts';

const names = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,5}$/), { minLength: 1, maxLength: 25 });

function pages(world: World, operation: string, member: string, input: Record<string, unknown>): string[][] {
  const found: string[][] = [];
  let nextToken: unknown;
  do {
    const output = world.call(operation, { ...input, ...(nextToken !== undefined && { nextToken }) });
    found.push(listOf(output[member]).map((item) => String(item['name'] ?? item['id'])));
    nextToken = output['nextToken'];
    if (nextToken !== undefined) expect(nextToken).toMatch(/^[A-Za-z0-9+=/]+$/);
  } while (nextToken !== undefined);
  return found;
}

describe('pages', () => {
  test('together are the whole list, in order, without repeats', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 30 }), (all, maxResults) => {
        const world = createWorld();
        for (const name of all) world.call('CreateEnvironmentTemplate', { name });
        const found = pages(world, 'ListEnvironmentTemplates', 'templates', { maxResults });
        expect(found.flat()).toEqual([...all].sort());
        for (const page of found.slice(0, -1)) expect(page).toHaveLength(maxResults);
        expect(found).toHaveLength(Math.ceil(all.length / maxResults));
      }),
      runs(60),
    );
  });

  test('neither skip nor repeat what stays while other things come and go', () => {
    fc.assert(
      fc.property(names, names, (before, added) => {
        const world = createWorld();
        for (const name of before) world.call('CreateServiceTemplate', { name });
        const kept = before.filter((_name, index) => index % 2 === 0);
        const first = world.call('ListServiceTemplates', { maxResults: 3 });
        for (const name of before) if (!kept.includes(name)) world.call('DeleteServiceTemplate', { name });
        for (const name of added) if (!before.includes(name)) world.call('CreateServiceTemplate', { name });
        const token = first['nextToken'];
        const rest =
          token === undefined
            ? []
            : pages(world, 'ListServiceTemplates', 'templates', { maxResults: 3, nextToken: token }).flat();
        const seen = [...listOf(first['templates']).map((template) => String(template['name'])), ...rest];
        expect(seen.filter((name) => kept.includes(name))).toEqual([...kept].sort());
      }),
      runs(60),
    );
  });

  test('of versions count as numbers do', () => {
    const world = createWorld();
    createTemplates(world);
    const source = { s3: { bucket: 'templates', key: 'k' } };
    for (let minor = 1; minor <= 11; minor += 1)
      world.call('CreateEnvironmentTemplateVersion', { templateName: 'network', majorVersion: '1', source });
    const versions = listOf(
      world.call('ListEnvironmentTemplateVersions', { templateName: 'network' })['templateVersions'],
    );
    expect(versions.map((version) => version['minorVersion'])).toEqual(
      Array.from({ length: 12 }, (_value, minor) => String(minor)),
    );
  });
});

describe('a token', () => {
  test.each([
    ['that is none', () => 'AAAA'],
    ['that is JSON of something else', () => Buffer.from('{"a":1}').toString('base64')],
    ['of another list', (world: World) => world.call('ListServiceTemplates', { maxResults: 1 })['nextToken']],
    [
      'of other filters',
      (world: World) =>
        world.call('ListEnvironmentTemplateVersions', { templateName: 'a', maxResults: 1 })['nextToken'],
    ],
  ])('%s is refused', (_what, token) => {
    const world = createWorld();
    const source = { s3: { bucket: 'templates', key: 'k' } };
    for (const name of ['a', 'b']) {
      world.call('CreateServiceTemplate', { name });
      world.call('CreateEnvironmentTemplate', { name });
      world.call('CreateEnvironmentTemplateVersion', { templateName: name, source });
      world.call('CreateEnvironmentTemplateVersion', { templateName: name, source });
    }
    const nextToken = token(world);
    expect(nextToken).toBeDefined();
    expect(world.refusal('ListEnvironmentTemplates', { nextToken }).name).toBe('ValidationException');
    expect(world.refusal('ListEnvironmentTemplateVersions', { templateName: 'b', nextToken }).name).toBe(
      'ValidationException',
    );
  });
});

describe('service instances', () => {
  const list = (world: World, input: Record<string, unknown>): string[] =>
    listOf(world.call('ListServiceInstances', input)['serviceInstances']).map((instance) => String(instance['name']));
  const filter = (key: string, value: string) => ({ filters: [{ key, value }] });

  test('can be filtered and sorted', () => {
    const world = createWorld();
    createShop(world, ['a', 'b', 'c']);
    world.clock.advance(60_000);
    const then = new Date(world.clock.now()).toISOString();
    world.plane.script('shop/b', 'hang');
    world.call('UpdateServiceInstance', { serviceName: 'shop', name: 'b', deploymentType: 'CURRENT_VERSION' });
    world.clock.advance(1);
    world.call('UpdateServiceInstance', { serviceName: 'shop', name: 'a', deploymentType: 'CURRENT_VERSION' });
    expect(list(world, filter('deploymentStatus', 'IN_PROGRESS'))).toEqual(['a', 'b']);
    expect(list(world, filter('name', 'b'))).toEqual(['b']);
    expect(list(world, filter('environmentName', 'none'))).toEqual([]);
    expect(list(world, filter('deployedTemplateVersionStatus', 'PUBLISHED'))).toEqual(['a', 'b', 'c']);
    expect(list(world, filter('lastDeploymentAttemptedAtAfter', then))).toEqual(['a']);
    expect(list(world, filter('lastDeploymentAttemptedAtBefore', then))).toEqual(['c']);
    expect(list(world, filter('createdAtBefore', then.replace('Z', '')))).toEqual(['a', 'b', 'c']);
    expect(
      list(world, {
        filters: [
          { key: 'deploymentStatus', value: 'IN_PROGRESS' },
          { key: 'name', value: 'a' },
        ],
      }),
    ).toEqual(['a']);
    expect(list(world, { sortBy: 'lastDeploymentAttemptedAt', sortOrder: 'DESCENDING' })).toEqual(['a', 'b', 'c']);
    expect(list(world, { sortOrder: 'DESCENDING' })).toEqual(['c', 'b', 'a']);
  });

  test.each([
    ['a filter without a value', { filters: [{ key: 'name' }] }, 'ValidationException'],
    ['a time that is none', filter('createdAtBefore', 'yesterday'), 'ValidationException'],
    ['a day that is none', filter('createdAtAfter', '2026-13-41T00:00:00Z'), 'ValidationException'],
    ['an unknown service', { serviceName: 'none' }, 'ResourceNotFoundException'],
  ])('refuse %s', (_what, input, name) => {
    expect(createWorld().refusal('ListServiceInstances', input).name).toBe(name);
  });
});
