import { createHash } from 'node:crypto';
import type { CloudIdentity } from '../identity.ts';
import { validationError, violation } from './errors.ts';
import type { InputOf } from './model/inputs.ts';
import type { Instance } from './model/instance.ts';

type ListInput = InputOf<'ListInstances'>;

/** The largest page the API allows; also what one gets who does not say, or says 0, which the model allows. */
const LARGEST_PAGE = 20;

/** One page of a list. */
export interface InstancePage {
  readonly instances: readonly Instance[];
  /** Goes on after this page; undefined at the end. */
  readonly nextToken: string | undefined;
}

/**
 * Chooses the instances that pass the filters, and of those one page. A token says after which instance to go on, so pages
 * neither repeat nor skip instances, however many are made and removed in between.
 *
 * @param instances oldest first
 * @throws AwsError ValidationException for a token that was not given out for these filters, account and region
 */
export function pageOf(instances: readonly Instance[], owner: CloudIdentity, input: ListInput): InstancePage {
  const after = input.nextToken === undefined ? 0 : readToken(input.nextToken, owner, input);
  const wanted = instances.filter((instance) => instance.number > after && passes(instance, input));
  const page = wanted.slice(0, input.maxResults || LARGEST_PAGE);
  const last = page.at(-1);
  const hasMore = last !== undefined && page.length < wanted.length;
  return { instances: page, nextToken: hasMore ? writeToken(last.number, owner, input) : undefined };
}

/** An absent or empty filter lets everything pass; names are compared whole. */
function passes({ name, state }: Instance, { instanceNameFilter, instanceStateFilter }: ListInput): boolean {
  const isNameWanted = !instanceNameFilter?.length || (name !== undefined && instanceNameFilter.includes(name));
  return isNameWanted && (!instanceStateFilter?.length || instanceStateFilter.includes(state));
}

function writeToken(number: number, owner: CloudIdentity, input: ListInput): string {
  return Buffer.from(`${number}.${checksum(number, owner, input)}`).toString('base64url');
}

function readToken(token: string, owner: CloudIdentity, input: ListInput): number {
  const [, digits = ''] = /^(\d{1,15})\./.exec(Buffer.from(token, 'base64url').toString('latin1')) ?? [];
  const number = Number(digits);
  // Only a token that would be written again in just this way was given out.
  if (digits !== '' && writeToken(number, owner, input) === token) return number;
  throw validationError([violation('nextToken', 'be one that ListInstances gave out for these filters')]);
}

/** Catches mistakes: a token of another list would skip instances. It is no secret, and whoever forges one learns nothing. */
function checksum(number: number, { accountId, region }: CloudIdentity, input: ListInput): string {
  const names = [...(input.instanceNameFilter ?? [])].sort();
  const states = [...(input.instanceStateFilter ?? [])].sort();
  const list = JSON.stringify([number, accountId, region, names, states]);
  return createHash('sha256').update(list).digest('hex').slice(0, 32);
}
