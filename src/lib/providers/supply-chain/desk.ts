import type { Order, OrderProblem } from '../../model/order.ts';
import type { OrderDesk } from '../../ports.ts';
import { checkCreateInput, checkUpdateInput } from './instance-input.ts';
import { candidates, providerName } from './names.ts';
import { placeOrder } from './place-order.ts';
import { prepareOrder } from './prepare-order.ts';
import type { SupplyChainProvider } from './provider.ts';
import { thingOf } from './things.ts';

/**
 * Takes orders for instances of AWS Supply Chain.
 *
 * @param region - the one that the provider asks
 */
export function createSupplyChainDesk(
  provider: SupplyChainProvider,
  { region }: { readonly region: string },
): OrderDesk {
  return {
    provider: providerName,
    kind: 'instance',
    problemsWith,
    prepare: (order) => prepareOrder(provider, region, order),
    place: (order, token) => placeOrder(provider, order, token),
    async list() {
      const things = [];
      for await (const instances of provider.list()) {
        things.push(...instances.filter(({ state }) => state !== 'Deleted').map(thingOf));
      }
      return things;
    },
    async find(name) {
      const [reference] = candidates(name);
      const instance = reference && (await provider.describe(reference));
      return instance && thingOf(instance);
    },
  };
}

/** Stands for the id that the name will be found to mean. */
const anyInstanceId = '00000000-0000-4000-8000-000000000000';

function problemsWith(order: Order): readonly OrderProblem[] {
  const ofName = order.kind !== 'create' && candidates(order.name).length === 0 ? [nameProblem] : [];
  return [...ofName, ...problemsOfFields(order)];
}

const nameProblem: OrderProblem = {
  member: 'name',
  problem: 'must say which instance: by its name, its id, or its ARN',
};

/** Which instance it is, and the token, are not for the person to fill in. */
function problemsOfFields({ kind, name, fields }: Order): readonly OrderProblem[] {
  switch (kind) {
    case 'create': {
      const named = name === '' ? {} : { instanceName: name };
      return [...strangers(fields, ['clientToken']), ...checkCreateInput({ ...named, ...fields }).problems];
    }
    case 'update': {
      const { problems } = checkUpdateInput({ ...fields, instanceId: anyInstanceId });
      return [...strangers(fields, ['instanceId']), ...problems];
    }
    case 'delete':
    case 'recreate':
      return strangers(fields, Object.keys(fields));
  }
}

function strangers(fields: Order['fields'], unwanted: readonly string[]): readonly OrderProblem[] {
  return unwanted
    .filter((member) => Object.hasOwn(fields, member))
    .map((member) => ({ member, problem: 'cannot be given here' }));
}
