import type {
  SupplyChainApi,
  SupplyChainOperation,
  SupplyChainOperations,
} from '../../../../src/lib/providers/supply-chain/index.ts';

export interface Called {
  readonly operation: SupplyChainOperation;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An API whose answers the test gives; what is thrown by `answer` is thrown by the call. */
export function fakeApi(answer: (call: Called) => object): { readonly api: SupplyChainApi; readonly calls: Called[] } {
  const calls: Called[] = [];
  const api: SupplyChainApi = {
    async call(operation, input) {
      const call: Called = { operation, input: { ...input } };
      calls.push(call);
      const output = { ...answer(call), $metadata: {} };
      if (isOutputOf(operation, output)) return output;
      throw new TypeError('no output');
    },
  };
  return { api, calls };
}

function isOutputOf<Name extends SupplyChainOperation>(
  _operation: Name,
  output: object,
): output is SupplyChainOperations[Name]['output'] {
  return '$metadata' in output;
}

/** An error as a client throws it: without a status code where no answer came. */
export function clientError(name: string, httpStatusCode?: number, isTypeGuessed = false): Error {
  const metadata = httpStatusCode === undefined ? { attempts: 1 } : { httpStatusCode };
  return Object.assign(new Error(`the words of ${name}`), { name, isTypeGuessed, $metadata: metadata });
}
