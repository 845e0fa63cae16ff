import { BotError } from '../model/errors.ts';

/** The function was deployed without settings that it needs. */
export class EnvironmentIncomplete extends BotError {
  override readonly name = 'EnvironmentIncomplete';
  override readonly retryable = false;
  constructor(names: readonly string[]) {
    super(
      `missing environment variables: ${names.join(', ')}. serverless.yml sets them for each function; ` +
        'deploy with it, or set them yourself',
    );
  }
}

/** The value of a setting is invalid. */
export class EnvironmentInvalid extends BotError {
  override readonly name = 'EnvironmentInvalid';
  override readonly retryable = false;
  constructor(name: string, expected: string, value: string) {
    super(`the environment variable ${name} must be ${expected}, not ${JSON.stringify(value)}; serverless.yml sets it`);
  }
}

/**
 * The environment variables that a function needs.
 *
 * @throws EnvironmentIncomplete naming every one that is missing or empty, not only the first
 */
export function requireEnvironment<const Name extends string>(
  names: readonly Name[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = environment[name];
    if (value) found[name] = value;
  }
  if (!hasAll(found, names)) throw new EnvironmentIncomplete(names.filter((name) => found[name] === undefined));
  return found;
}

function hasAll<Name extends string>(
  found: Partial<Record<Name, string>>,
  names: readonly Name[],
): found is Record<Name, string> {
  return names.every((name) => found[name] !== undefined);
}

/** How long ended items are kept. @throws EnvironmentInvalid */
export function keptMs(environment: Readonly<Record<'PROTON_BOT_KEPT_DAYS', string>>): number {
  const days = wholeNumber(environment, 'PROTON_BOT_KEPT_DAYS');
  // With 0, an entry of the trail would expire before anybody could read it.
  if (days === 0) throw new EnvironmentInvalid('PROTON_BOT_KEPT_DAYS', 'at least one day', '0');
  return days * 24 * 60 * 60_000;
}

/** A setting that is a whole number from 0. @throws EnvironmentInvalid */
export function wholeNumber<Name extends string>(environment: Readonly<Record<Name, string>>, name: Name): number {
  const value = environment[name];
  if (!/^\d{1,9}$/.test(value)) throw new EnvironmentInvalid(name, 'a whole number', value);
  return Number(value);
}
