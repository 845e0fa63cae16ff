import type {
  CallOptions,
  ProtonApi,
  ProtonOperation,
  ProtonOperations,
} from '../../../../src/lib/providers/proton/index.ts';

export interface Called {
  readonly operation: ProtonOperation;
  readonly input: Readonly<Record<string, unknown>>;
  readonly options: CallOptions;
}

/** An API whose answers the test gives; what is thrown by `answer` is thrown by the call. */
export function fakeApi(answer: (call: Called) => object): { readonly api: ProtonApi; readonly calls: Called[] } {
  const calls: Called[] = [];
  const api: ProtonApi = {
    async call(operation, input, options = {}) {
      const call: Called = { operation, input: { ...input }, options };
      calls.push(call);
      const output = { ...answer(call), $metadata: {} };
      if (isOutputOf(operation, output)) return output;
      throw new TypeError('no output');
    },
  };
  return { api, calls };
}

function isOutputOf<Name extends ProtonOperation>(
  _operation: Name,
  output: object,
): output is ProtonOperations[Name]['output'] {
  return '$metadata' in output;
}
