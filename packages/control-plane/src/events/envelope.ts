/** Detail-types of AWS Proton (https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-proton.html). */
export type ProtonDetailType =
  | 'AWS Proton Environment Template Status Change'
  | 'AWS Proton Environment Template Version Status Change'
  | 'AWS Proton Service Template Status Change'
  | 'AWS Proton Service Template Version Status Change'
  | 'AWS Proton Environment Status Change'
  | 'AWS Proton Service Status Change'
  | 'AWS Proton Service Instance Status Change'
  | 'AWS Proton Service Pipeline Status Change'
  | 'AWS Proton Environment Account Connection Status Change'
  | 'AWS Proton Component Status Change'
  | 'AWS Proton Deployment Status Change';

/** An event in the envelope that EventBridge delivers (A1): `time` in whole seconds, exactly one ARN in `resources` (A2). */
export interface ProtonEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': ProtonDetailType;
  readonly source: 'aws.proton';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly [string];
  readonly detail: Readonly<Record<string, string>>;
}

/** What happened, before it is put in its envelope. */
export interface StatusChange {
  readonly detailType: ProtonDetailType;
  readonly accountId: string;
  readonly resourceArn: string;
  /** Absent on the first event of a resource (A4). */
  readonly previousStatus?: string | undefined;
  /** A status of the resource's kind, or `DELETED` at its end. */
  readonly status: string;
  /** What names the resource; members without a value are left out. */
  readonly names: Readonly<Record<string, string | undefined>>;
}

/** Puts a status change in the envelope of EventBridge. */
export function envelopeOf(change: StatusChange, at: { id: string; timeMs: number; region: string }): ProtonEvent {
  const detail: Record<string, string> = {};
  for (const [name, value] of Object.entries(change.names)) if (value !== undefined) detail[name] = value;
  detail['status'] = change.status;
  if (change.previousStatus !== undefined) detail['previousStatus'] = change.previousStatus;
  return {
    version: '0',
    id: at.id,
    'detail-type': change.detailType,
    source: 'aws.proton',
    account: change.accountId,
    time: `${new Date(at.timeMs).toISOString().slice(0, 19)}Z`,
    region: at.region,
    resources: [change.resourceArn],
    detail,
  };
}
