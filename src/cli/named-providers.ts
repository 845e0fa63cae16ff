import { UsageError } from './command.ts';

/**
 * The back ends that a flag names, with commas between them, as `bot.yml` names them. Capital letters do not matter.
 *
 * @returns `undefined` without the flag
 * @throws UsageError with the names that are known
 */
export async function namedProviders(given: string | boolean | undefined): Promise<readonly string[] | undefined> {
  if (typeof given !== 'string') return undefined;
  // Not at the start of every command: the list loads what each back end says of itself.
  const { providerRegistry } = await import('../lib/providers/registry.ts');
  const known = providerRegistry.map(({ name }) => name);
  return given.split(',').map((typed) => {
    const wanted = typed.trim().toLowerCase();
    const name = known.find((one) => one.toLowerCase() === wanted);
    if (name === undefined) {
      throw new UsageError(`there is no back end "${typed.trim()}"; known: ${known.join(', ')}`);
    }
    return name;
  });
}
