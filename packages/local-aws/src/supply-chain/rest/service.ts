import { AwsError } from '../../endpoint/aws-error.ts';
import { parseBody } from '../../endpoint/input.ts';
import type { RestRequest } from '../../endpoint/rest-request.ts';
import type { CloudIdentity } from '../../identity.ts';
import type { JsonObject } from '../../json.ts';
import { unknownOperationError } from '../errors.ts';
import type { SupplyChain } from '../supply-chain.ts';
import { readListQuery } from './query.ts';
import { type Route, routeOf } from './routes.ts';

/** An access key id that is an account id stands for that account, as it does for Proton here. */
const ACCOUNT_ID = /^\d{12}$/;

/**
 * Serves Supply Chain in its own protocol, restJson1 (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html):
 * makes of a request an operation and its input, and returns what is written as JSON.
 *
 * @param identity account and region of requests that are not signed, or with a key that stands for no account
 */
export function createSupplyChainService(
  supplyChain: SupplyChain,
  identity: CloudIdentity,
): (request: RestRequest) => unknown {
  return (request) => {
    const route = routeOf(request.method, request.path);
    if (route === undefined) throw unknownOperationError(`${request.method} ${request.path.slice(0, 100)}`);
    return supplyChain.call(route.operation, inputOf(route, request), ownerOf(request, identity));
  };
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
