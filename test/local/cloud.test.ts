import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CloudUnderTest, startCloudUnderTest } from './fixture/cloud.ts';

describe('a cloud deployed from the packaged template', () => {
  let running: CloudUnderTest;
  beforeAll(async () => {
    running = await startCloudUnderTest();
  });
  afterAll(() => running.stop());

  test('carries an aws.proton event over bus and queue to the function', async () => {
    running.cloud.putEvents([
      { source: 'aws.proton', 'detail-type': 'AWS Proton Service Status Change', detail: { n: 1 } },
    ]);
    await running.until((activity) => activity.kind === 'message' && activity.action === 'deleted');
    expect(running.logLines.map(({ line }) => line).join()).toContain('AWS Proton Service Status Change');
  });
});
