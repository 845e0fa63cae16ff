import { createHmac } from 'node:crypto';

export const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5';
export const teamId = 'T0LOCAL01';

const form = 'application/x-www-form-urlencoded';

export interface EventOptions {
  readonly contentType?: string;
  readonly base64?: boolean;
  /** When it was signed, against now. */
  readonly skewSeconds?: number;
  readonly secret?: string;
}

/** An API Gateway HTTP API event (payload 2.0), in the parts that the ingress looks at. */
export interface HttpEvent {
  readonly version: '2.0';
  readonly rawPath: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** A body as Slack signs and API Gateway delivers it: base64, unless said otherwise. */
export function signedEvent(body: string, nowMs: number, options: EventOptions = {}): HttpEvent {
  const { contentType = form, base64 = true, skewSeconds = 0, secret = signingSecret } = options;
  const timestamp = String(Math.floor(nowMs / 1000) + skewSeconds);
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    version: '2.0',
    rawPath: '/slack/events',
    headers: {
      'content-type': contentType,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${digest}`,
    },
    body: base64 ? Buffer.from(body, 'utf8').toString('base64') : body,
    isBase64Encoded: base64,
  };
}

export const commandFields = {
  token: 'verification-token',
  command: '/proton',
  text: 'status orders/api',
  response_url: 'https://hooks.slack.com/commands/T0LOCAL01/1/secret',
  trigger_id: '123.456.abcdef',
  user_id: 'U0ADA0001',
  user_name: 'ada',
  team_id: teamId,
  team_domain: 'local',
  channel_id: 'C0DEPLOYS',
  channel_name: 'deploys',
  api_app_id: 'A0PROTON1',
  is_enterprise_install: 'false',
} as const;

/** The form of a slash command. */
export function commandBody(changes: Readonly<Record<string, string>> = {}): string {
  return new URLSearchParams({ ...commandFields, ...changes }).toString();
}

export const buttonKey = {
  target: 'arn:aws:proton:eu-west-1:111122223333:service/orders/service-instance/api',
  attempt: '2026-11-20T09:30:00.000Z#01#a1b2c3',
};

/** The form of a pressed button; `changes` are members of its payload. */
export function clickBody(
  button: Readonly<Record<string, unknown>> = {},
  changes: Readonly<Record<string, unknown>> = {},
): string {
  return payloadBody({
    type: 'block_actions',
    user: { id: 'U0ADA0001', username: 'ada', team_id: teamId },
    team: { id: teamId, domain: 'local' },
    api_app_id: 'A0PROTON1',
    token: 'verification-token',
    trigger_id: '123.456.fedcba',
    container: { type: 'message', message_ts: '1.1', channel_id: 'C0DEPLOYS', is_ephemeral: false },
    channel: { id: 'C0DEPLOYS', name: 'deploys' },
    message: { type: 'message', ts: '1.1', text: 'orders/api' },
    response_url: 'https://hooks.slack.com/actions/T0LOCAL01/1/secret',
    actions: [
      {
        type: 'button',
        action_id: 'proton-bot.cancel',
        block_id: 'b1',
        action_ts: '1.2',
        text: { type: 'plain_text', text: 'Cancel deployment' },
        value: JSON.stringify(buttonKey),
        ...button,
      },
    ],
    ...changes,
  });
}

export function payloadBody(payload: Readonly<Record<string, unknown>>): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}
