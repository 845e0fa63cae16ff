/**
 * Parameters of a property: the same runs every time, so that a test that passed does not fail for another reason than
 * a change. `PROPERTY_SEED` tries others, `PROPERTY_RUNS` multiplies their number.
 */
export function runs(numRuns: number): { numRuns: number; seed: number } {
  return {
    numRuns: numRuns * Number(process.env['PROPERTY_RUNS'] ?? 1),
    seed: Number(process.env['PROPERTY_SEED'] ?? 1),
  };
}
