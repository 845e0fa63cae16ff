import type { Observation } from '../../../src/lib/model/observation.ts';
import type { SubjectReference } from '../../../src/lib/model/reference.ts';
import type { Provider } from '../../../src/lib/ports.ts';

/** The one attempt that a target of Proton or Supply Chain shows; `undefined` where the target is gone, or never was. */
export async function readAttempt(provider: Provider, reference: SubjectReference): Promise<Observation | undefined> {
  const state = await provider.observe(reference);
  return state?.attempts[0];
}
