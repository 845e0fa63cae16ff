export const instanceId = '9e193580-7cc5-45f7-9609-c43ba0ada793';
export const account = '111122223333';
export const region = 'eu-central-1';
export const target = `arn:aws:scn:${region}:${account}:instance/${instanceId}`;
export const createdAtMs = Date.parse('2026-11-02T10:00:00Z');

/** An instance as it is written on the wire: times are epoch seconds. */
export function wireInstance(members: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    instanceId,
    awsAccountId: account,
    state: 'Initializing',
    createdTime: createdAtMs / 1000,
    lastModifiedTime: createdAtMs / 1000,
    instanceName: 'factory-eu',
    instanceDescription: 'all plants in Europe',
    versionNumber: 2,
    ...members,
  };
}

/** Any other instance's id, told by a number. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** Half an hour after the instance was created. */
export const nowMs = createdAtMs + 30 * 60_000;
export const clock = { now: () => nowMs };
