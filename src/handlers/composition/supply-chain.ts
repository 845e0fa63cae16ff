import { type ClientSite, createSupplyChainClients, requireEnvironment, systemClock } from '../../lib/aws/index.ts';
import type { ResourceManager } from '../../lib/ports.ts';

import {
  createSupplyChainApi,
  createSupplyChainProvider,
  createSupplyChainResourceManager,
  type SupplyChainProvider,
} from '../../lib/providers/supply-chain/index.ts';
import { atFirstUse } from './at-first-use.ts';

/** Lambda sets it: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const region = () => requireEnvironment(['AWS_REGION']).AWS_REGION;

const supplyChain = atFirstUse(() => createIn(undefined));

function createIn(site: ClientSite | undefined): SupplyChainProvider {
  const api = createSupplyChainApi(createSupplyChainClients(site));
  return createSupplyChainProvider(api, { region: site?.region ?? region(), clock: systemClock });
}

/**
 * Instances of AWS Supply Chain in a scope, or in the function's own account and Region.
 *
 * @throws EnvironmentIncomplete
 */
export function createProvider(site?: ClientSite): SupplyChainProvider {
  return site === undefined ? supplyChain() : createIn(site);
}

/** Creates, changes and deletes such instances. @throws EnvironmentIncomplete */
export function createResourceManager(site?: ClientSite): ResourceManager {
  return createSupplyChainResourceManager(createProvider(site), { region: site?.region ?? region() });
}
