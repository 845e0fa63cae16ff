import { AwsError } from '@proton-bot/local-aws';
import type { Operations, SdkApi } from '../../../src/lib/providers/sdk-api.ts';

/** An error as the client of an SDK throws it. */
export function clientError(name: string, httpStatusCode?: number, message = `the words of ${name}`): Error {
  const metadata = httpStatusCode === undefined ? {} : { httpStatusCode };
  return Object.assign(new Error(message), { name, $metadata: metadata });
}

/**
 * What a client makes of the answer of a stand-in: it goes through JSON, and an error is what the client would make of it.
 *
 * @param isTime - whether a member is a moment, which is epoch seconds on the wire and a date in the client
 */
export function asClient(answer: () => unknown, isTime: (member: string) => boolean): Record<string, unknown> {
  try {
    const output: Record<string, unknown> = JSON.parse(JSON.stringify(answer()));
    setDates(output, isTime);
    return output;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw clientError(error.code, error.statusCode, error.message);
  }
}

/** In place: a reviver takes many times as long. */
function setDates(value: object, isTime: (member: string) => boolean): void {
  const members: Record<string, unknown> = Object(value);
  for (const member in members) {
    const inner = members[member];
    if (typeof inner === 'object' && inner !== null) setDates(inner, isTime);
    else if (typeof inner === 'number' && isTime(member)) members[member] = new Date(inner * 1000);
  }
}

/**
 * Builds the typed API from a function that makes one call. The answers of stand-ins are JSON, of which no type is known: what is made of
 * them is what the tests look at.
 */
export function apiOf<All extends Operations>(
  call: (operation: keyof All & string, input: object) => Promise<object>,
): SdkApi<All> {
  return {
    async call(operation, input) {
      const output = { ...(await call(operation, input)), $metadata: {} };
      if (isOutputOf<All, typeof operation>(operation, output)) return output;
      throw new TypeError('no output');
    },
  };
}

function isOutputOf<All extends Operations, Name extends keyof All & string>(
  _operation: Name,
  output: object,
): output is All[Name]['output'] {
  return '$metadata' in output;
}
