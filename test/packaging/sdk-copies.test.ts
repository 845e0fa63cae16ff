import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectDirectory } from '../e2e/support/session.ts';

/** A bundle takes what a client resolves: two versions of the core would both be in it, and each would be loaded. */
test('all clients of the SDK share one copy of its core packages', () => {
  const folder = join(projectDirectory, 'node_modules/@aws-sdk');
  const clients = readdirSync(folder).filter((name) => name.startsWith('client-'));
  expect(clients).toEqual(expect.arrayContaining(['client-codedeploy', 'client-codepipeline']));
  const copies = clients.flatMap((client) =>
    ['@smithy/core', '@aws-sdk/core', '@smithy/types', '@aws-sdk/types']
      .map((name) => join(folder, client, 'node_modules', name))
      .filter((path) => existsSync(path)),
  );
  expect(copies).toEqual([]);
});
