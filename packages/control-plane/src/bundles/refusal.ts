/**
 * A template bundle is not one that can be registered. The message is the reason, as it stands in the `statusMessage`
 * of the template version.
 */
export class RefusedBundleError extends Error {
  override readonly name = 'RefusedBundleError';
}
