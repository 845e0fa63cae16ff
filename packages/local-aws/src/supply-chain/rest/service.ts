import {
  AwsError,
  answerRestError,
  createRestService,
  parseBody,
  type RestRequest,
  type Service,
} from '../../endpoint/index.ts';
import type { CloudIdentity } from '../../identity.ts';
import type { JsonObject } from '../../json.ts';
import { unknownOperationError } from '../errors.ts';
import { createOutcomeSwitch } from '../outcome-switch.ts';
import type { SupplyChain } from '../supply-chain.ts';
import { isSupplyChainPath, type Route, readListQuery, routeOf } from './routes.ts';

/** An access key id that is an account id stands for that account, as it does for Proton here. */
const ACCOUNT_ID = /^\d{12}$/;

/** The AWS SDKs sign for Supply Chain under its endpoint's name. */
const SIGNING_NAME = 'scn';

/** What is counted of the operations that Supply Chain is asked for and does not have here; it refuses them itself. */
const UNKNOWN_OPERATION = '(unknown)';

export interface SupplyChainServiceOptions {
  readonly supplyChain: SupplyChain;
  /** Account and region of requests that are not signed, or with a key that stands for no account. */
  readonly identity: CloudIdentity;
  /** What answers are told apart by, for those who ask AWS about one. */
  readonly newRequestId: () => string;
  /** Where the cloud's control routes are: one of them scripts outcomes. */
  readonly controlPath: string;
}

/**
 * Serves Supply Chain in its own protocol, restJson1 (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html):
 * makes of a request an operation and its input, and answers what is written as JSON.
 */
export function createSupplyChainService(options: SupplyChainServiceOptions): Service {
  const { supplyChain, identity, newRequestId, controlPath } = options;
  return createRestService({
    name: 'supplychain',
    faultErrors: { throttle: ['ThrottlingException', 429], fail: ['InternalServerException', 500] },
    headers: () => ({ 'x-amzn-requestid': newRequestId() }),
    operationOf({ method, path, credential }) {
      const isMeant = isSupplyChainPath(path) && (credential === undefined || credential.service === SIGNING_NAME);
      return isMeant ? (routeOf(method, path)?.operation ?? UNKNOWN_OPERATION) : undefined;
    },
    run(request) {
      const route = routeOf(request.method, request.path);
      if (route === undefined) throw unknownOperationError(`${request.method} ${request.path.slice(0, 100)}`);
      return supplyChain.call(route.operation, inputOf(route, request), ownerOf(request, identity));
    },
    refuse: answerRestError,
    control: (otherwise) => createOutcomeSwitch(supplyChain, `${controlPath}outcomes`, otherwise),
  });
}

function inputOf({ operation, instanceId }: Route, request: RestRequest): JsonObject {
  switch (operation) {
    case 'CreateInstance':
      return readJson(request);
    case 'UpdateInstance':
      return { ...readJson(request), instanceId };
    case 'ListInstances':
      return readListQuery(new URLSearchParams(request.queryString));
    case 'GetInstance':
    case 'DeleteInstance':
      return { instanceId };
  }
}

/** A page of another site can make a browser send other types without asking first, but not this one. */
function readJson({ contentType = '', body }: RestRequest): JsonObject {
  if (/^application\/json\s*(?:;|$)/i.test(contentType)) return parseBody(body);
  throw new AwsError('UnsupportedMediaTypeException', 'Send the body with content-type application/json.', {
    statusCode: 415,
  });
}

function ownerOf({ credential }: RestRequest, { accountId, region }: CloudIdentity): CloudIdentity {
  if (credential === undefined) return { accountId, region };
  const isAccount = ACCOUNT_ID.test(credential.accessKeyId);
  return { accountId: isAccount ? credential.accessKeyId : accountId, region: credential.region || region };
}
