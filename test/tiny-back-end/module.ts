import { MalformedEvent } from '../../src/lib/model/event.ts';
import type { ProviderModule, ProviderRuntime } from '../../src/lib/providers/module.ts';
import { candidates, type Firing, type Kiln, type KilnApi } from './firings.ts';
import { createKilnProvider } from './provider.ts';

export { referenceOf } from './firings.ts';

/** Every event names its kiln, and that is all that is taken from it. */
export const eventParser: NonNullable<ProviderModule['eventParser']> = {
  source: 'pottery.kiln',
  parseEvent({ detail }) {
    const name: unknown = Object(detail).kiln;
    const [reference] = typeof name === 'string' ? candidates(name) : [];
    if (reference === undefined) throw new MalformedEvent('the pottery', 'it names no kiln');
    return { kind: 'hint', reference };
  },
};

/** The kilns of the function's own account, asked over HTTP. */
export const createProvider: ProviderModule['createProvider'] = (runtime) =>
  createKilnProvider(httpApi(runtime), { region: runtime.region, account: '123456789012' });

/** Where the SDK's clients would ask, too. */
function httpApi({ region }: ProviderRuntime): KilnApi {
  const url = process.env['AWS_ENDPOINT_URL'] ?? `https://kiln.${region}.amazonaws.com`;
  async function call<Output>(operation: string, input: object): Promise<Output> {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'x-amz-target': `Pottery.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(Number(process.env['KILN_TIMEOUT_MS'] ?? 5_000)),
    });
    if (answer.ok) return JSON.parse(await answer.text());
    const { __type = 'UnknownError' } = Object(await answer.json());
    const name = String(__type).split('#').at(-1) ?? '';
    throw Object.assign(new Error(name), { name, $metadata: { httpStatusCode: answer.status } });
  }
  return {
    getKiln: (input) => call<Kiln>('GetKiln', input),
    listKilns: () => call<{ kilns: Kiln[] }>('ListKilns', {}),
    stopFiring: (input) => call<{ firing: Firing }>('StopFiring', input),
  };
}
