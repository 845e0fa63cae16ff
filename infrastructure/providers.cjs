/**
 * What `bot.yml` enables and what that needs on AWS, for `serverless.yml`: by name a file of resources, or `null` where it is off,
 * which adds nothing to the template.
 *
 * @returns {Promise<{ createInstances: string | null, supplyChain: string | null, forms: string | null }>}
 */
async function providers() {
  const { readConfiguration } = await import('../scripts/packaging/configuration.mjs');
  const { enabledParts, hasForms } = await import('../scripts/packaging/providers.mjs');
  const { unreadable, result } = await readConfiguration();
  if (unreadable) throw new Error(unreadable);
  if (!result.ok) throw new Error(result.report.join('\n'));
  const { bot } = result.configuration;
  const enabled = enabledParts(bot);
  const resources = (isOn, file) => (isOn ? resourcesIn(`./infrastructure/${file}.yml`) : null);
  return {
    createInstances: resources(enabled.includes('createInstances'), 'create-instances'),
    supplyChain: resources(enabled.includes('supplyChain'), 'supply-chain'),
    forms: resources(hasForms(bot), 'forms'),
  };
}

/** The framework resolves it as if it had stood in serverless.yml. */
function resourcesIn(path) {
  return ['$', `{file(${path})}`].join('');
}

module.exports = providers;
