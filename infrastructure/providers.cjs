/**
 * What the back ends need on AWS that `bot.yml` enables beside Proton, for `serverless.yml`: by the back end's name its file of
 * resources, or `null` where it is off, which adds nothing to the template.
 *
 * @returns {Promise<{ supplyChain: string | null }>}
 */
async function providers() {
  const { readConfiguration } = await import('../scripts/packaging/configuration.mjs');
  const { unreadable, result } = await readConfiguration();
  if (unreadable) throw new Error(unreadable);
  if (!result.ok) throw new Error(result.report.join('\n'));
  const { supplyChain } = result.configuration.bot.providers;
  return { supplyChain: supplyChain.enabled ? resourcesIn('./infrastructure/supply-chain.yml') : null };
}

/** The framework resolves it as if it had stood in serverless.yml. */
function resourcesIn(path) {
  return ['$', `{file(${path})}`].join('');
}

module.exports = providers;
