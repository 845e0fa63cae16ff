/**
 * A plugin of the framework: whoever packages for a named stage, or deploys, with placeholders in rules.yml or bot.yml is told
 * which, where, and what to do, before anything is touched. `npm run package -- --stage …` says the same sooner.
 */
class RefusePlaceholders {
  constructor(serverless) {
    this.serverless = serverless;
    const refuse = () => this.refuse();
    // `deploy --package …` packages nothing.
    this.hooks = { 'before:package:cleanup': refuse, 'before:deploy:deploy': refuse };
  }

  async refuse() {
    // The plugin's own options have the stage that counts where none is named.
    const { commands, options } = this.serverless.processedInput;
    if (options.stage === undefined && !commands.includes('deploy')) return;
    const { placeholderRefusal, remainingPlaceholders } = await import('../scripts/packaging/configuration.mjs');
    const placeholders = await remainingPlaceholders();
    if (placeholders.length === 0) return;
    const { stage } = this.serverless.service.provider;
    throw new this.serverless.classes.Error(placeholderRefusal(placeholders, stage), 'PLACEHOLDERS');
  }
}

module.exports = RefusePlaceholders;
