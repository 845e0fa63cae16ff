import type { ServerResponse } from 'node:http';
import { AwsError, type RequestHead, readBody, type ServedCall, type Service } from '../../endpoint/index.ts';
import type { CloudIdentity } from '../../identity.ts';
import type { CloudFormation } from '../cloudformation.ts';
import { createStackOutcomeSwitch } from '../outcome-switch.ts';
import { readQuery } from './read-query.ts';
import { errorXml, responseXml } from './write-xml.ts';

/** An access key id that is an account id stands for that account, as it does for Proton here. */
const accountId = /^\d{12}$/;
const signingName = 'cloudformation';

export interface CloudFormationServiceOptions {
  readonly cloudFormation: CloudFormation;
  /** Account and region of requests with a key that stands for no account. */
  readonly identity: CloudIdentity;
  /** What answers are told apart by, for those who ask AWS about one. */
  readonly newRequestId: () => string;
  /** Where the cloud's control routes are: one of them scripts outcomes. */
  readonly controlPath: string;
}

/**
 * Serves CloudFormation in its own protocol, awsQuery: the operation and its input are a form, the answer is XML. Only requests that
 * are signed for it are its own: the form of others is another's.
 */
export function createCloudFormationService(options: CloudFormationServiceOptions): Service {
  const { cloudFormation, identity, newRequestId, controlPath } = options;

  const refuse = (response: ServerResponse, error: unknown): void => {
    const known =
      error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), { statusCode: 500 });
    answerXml(response, known.statusCode, errorXml(known, requestIdOf(response)));
  };

  function requestIdOf(response: ServerResponse): string {
    return String(response.getHeader('x-amzn-requestid') ?? '');
  }

  function ownerOf({ credential }: RequestHead): CloudIdentity {
    const { accessKeyId = '', region = '' } = credential ?? {};
    return {
      accountId: accountId.test(accessKeyId) ? accessKeyId : identity.accountId,
      region: region || identity.region,
    };
  }

  async function answer({ head, request, response }: ServedCall): Promise<void> {
    const { action, input } = readQuery((await readBody(request)).toString('utf8'));
    const output = cloudFormation.run(action, input, ownerOf(head));
    answerXml(response, 200, responseXml(action, output, requestIdOf(response)));
  }

  return {
    name: 'cloudformation',
    faultErrors: { throttle: ['Throttling', 400], fail: ['InternalFailure', 500] },
    headers: () => ({ 'x-amzn-requestid': newRequestId() }),
    operationOf: ({ credential }) => (credential?.service === signingName ? '(query)' : undefined),
    operationIn: (body) => readQuery(body.toString('utf8')).action || '(none)',
    serve: (call) => {
      answer(call).catch((error: unknown) => refuse(call.response, error));
    },
    refuse,
    control: (otherwise) => createStackOutcomeSwitch(cloudFormation, `${controlPath}stack-outcomes`, otherwise),
  };
}

function answerXml(response: ServerResponse, statusCode: number, xml: string): void {
  const body = Buffer.from(xml);
  response.writeHead(statusCode, { 'content-type': 'text/xml', 'content-length': body.length });
  response.end(body);
}
