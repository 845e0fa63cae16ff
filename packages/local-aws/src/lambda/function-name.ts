/** A function goes by its full name or by what follows the service and stage: `thumbnail` for `photos-dev-thumbnail`. */
export function isFunctionNamed(wanted: string, functionName: string | undefined): boolean {
  return functionName !== undefined && (functionName === wanted || functionName.endsWith(`-${wanted}`));
}
