/**
 * The id of the build, for `serverless.yml`: the same for every function of one package, and for every package of the same
 * sources, rules and configuration, on whichever machine. By it the controls say which build is in force (docs/operating.md).
 */
async function build() {
  const { buildOf, hashInputs } = await import('../scripts/packaging/inputs.mjs');
  return { id: buildOf(await hashInputs()) };
}

module.exports = build;
