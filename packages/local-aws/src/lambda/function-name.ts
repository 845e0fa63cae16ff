/** A function goes by its full name or by what follows the service and stage: `observe` for `proton-bot-dev-observe`. */
export function isFunctionNamed(wanted: string, functionName: string | undefined): boolean {
  return functionName !== undefined && (functionName === wanted || functionName.endsWith(`-${wanted}`));
}
