import type { OrderDesk } from '../ports.ts';

/** The desk of a provider, where orders are taken; `undefined` where it takes none, or is not enabled. */
export function deskOf(desks: readonly OrderDesk[], provider: string): OrderDesk | undefined {
  return desks.find((desk) => desk.provider === provider);
}
