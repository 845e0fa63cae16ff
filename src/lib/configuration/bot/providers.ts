import { z } from 'zod';
import { type Problem, strictObject, type YamlFile } from '../../configuration-check/index.ts';
import type { ProviderManifest } from '../../providers/module.ts';
import type { ProviderSettings } from '../bot-document.ts';

/** The back ends in `bot.yml`, by name: `enabled`, and the options of each. */
export type ProvidersFile = Readonly<Record<string, Readonly<Record<string, boolean | undefined>> | undefined>>;

/**
 * `providers` of `bot.yml`: a section for each back end. For a back end that is off by default, the section must say whether it
 * is on.
 */
export function providersSchemaFor(manifests: readonly ProviderManifest[]): z.ZodType<ProvidersFile> {
  return strictObject(Object.fromEntries(manifests.map((manifest) => [manifest.name, sectionOf(manifest).optional()])));
}

function sectionOf({ title, enabledByDefault, options }: ProviderManifest) {
  const what = `Whether the bot works with ${title}. Default: ${String(enabledByDefault)}.`;
  const enabled = z.boolean().describe(what);
  const shape: Record<string, z.ZodBoolean | z.ZodOptional<z.ZodBoolean>> = {
    enabled: enabledByDefault ? enabled.optional() : enabled,
  };
  for (const [name, option] of Object.entries(options)) {
    shape[name] = z.boolean().optional().describe(option.description);
  }
  return strictObject(shape);
}

/** Every known back end, and whether it and its options are on. */
export function providerSettingsOf(
  content: ProvidersFile | undefined,
  manifests: readonly ProviderManifest[],
): Readonly<Record<string, ProviderSettings>> {
  return Object.fromEntries(
    manifests.map(({ name, enabledByDefault, options }) => {
      const { enabled = enabledByDefault, ...given } = content?.[name] ?? {};
      const chosen = Object.entries(options).map(([option, { default: usual }]) => [option, given[option] ?? usual]);
      return [name, { enabled, options: Object.fromEntries(chosen) }];
    }),
  );
}

/** Reports a bot that would watch nothing, and options of a disabled back end: both are surely mistakes. */
export function problemsOfProvidersSection(
  content: ProvidersFile | undefined,
  file: YamlFile,
  manifests: readonly ProviderManifest[],
): readonly Problem[] {
  const settings = Object.entries(providerSettingsOf(content, manifests));
  const idle = settings.flatMap(([name, { enabled, options }]) => {
    const wanted = enabled ? [] : Object.keys(options).filter((option) => content?.[name]?.[option] === true);
    return wanted.map((option) =>
      file.source.problemAt(
        file.keyOffsetOf(['providers', name, option]),
        `"${option}" has no effect while "${name}" is off; set enabled: true, or leave it out`,
      ),
    );
  });
  if (settings.some(([, { enabled }]) => enabled)) return idle;
  const message = `every back end is off, so there would be nothing to watch; enable one of ${manifests.map(({ name }) => name).join(', ')}`;
  return [...idle, file.source.problemAt(file.keyOffsetOf(['providers']), message)];
}
