import type { ControlPlane } from '@proton-bot/control-plane';
import type { Session } from '../../../src/local/index.ts';

type Call = ControlPlane['call'];
type Answer = ReturnType<Call>;

/** A cancel that has reached the control plane, and what it was answered. */
export interface CancelCall {
  readonly operation: string;
  /** As people write it: `orders/api`. */
  readonly target: string;
  /** `accepted`, or the name of the error. */
  readonly answer: string;
}

/**
 * Stands between the wire and the control plane.
 *
 * @param around - gets each call and what answers it; what it returns or throws goes back over the wire
 * @returns what ends it
 */
export function intercept(
  session: Session,
  around: (operation: string, input: unknown, answer: () => Answer) => Answer,
): () => void {
  const { call } = session.controlPlane;
  const replaceBy = (value: Call) => Object.defineProperty(session.controlPlane, 'call', { value, configurable: true });
  replaceBy((operation, input, context) => around(operation, input, () => call(operation, input, context)));
  return () => void replaceBy(call);
}

/** Writes down every cancel that reaches the control plane, whoever sends it. Lasts as long as the session. */
export function recordCancels(session: Session): readonly CancelCall[] {
  const calls: CancelCall[] = [];
  intercept(session, (operation, input, answer) => {
    if (!operation.startsWith('Cancel')) return answer();
    const call = { operation, target: targetOf(input) };
    try {
      const output = answer();
      calls.push({ ...call, answer: 'accepted' });
      return output;
    } catch (error) {
      calls.push({ ...call, answer: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
  });
  return calls;
}

/** Only instances are named in full; in these tests nothing else is to be cancelled. */
function targetOf(input: unknown): string {
  const { serviceName, serviceInstanceName } = {
    serviceName: '',
    serviceInstanceName: '',
    ...(typeof input === 'object' ? input : {}),
  };
  return `${serviceName}/${serviceInstanceName}`;
}
