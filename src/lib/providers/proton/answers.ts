import { errorName } from '../../model/errors.ts';
import { ProviderUnavailable } from '../../ports.ts';

export { classifyFailure as classify, IncompleteAnswer, isNotFound, isThrottle } from '../answers.ts';

/** The back end does not answer as AWS Proton does; after 2026-10-07 that is what AWS's own endpoint does (A33). */
export class ProtonUnavailable extends ProviderUnavailable {
  override readonly name = 'ProtonUnavailable';
  constructor(operation: string, cause: unknown) {
    super(
      `Proton is not available (${operation}: ${errorName(cause)}). AWS switched Proton off on 2026-10-07; ` +
        'point AWS_ENDPOINT_URL_PROTON at a control plane that answers.',
      { cause },
    );
  }
}
