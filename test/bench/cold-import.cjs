// A process that does nothing but load one file, and says how long that took: what a cold start of a function costs.
const beforeMs = performance.now();
require(process.argv[2]);
process.stdout.write(`\n${performance.now() - beforeMs}`, () => process.exit(0));
