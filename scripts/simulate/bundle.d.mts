import type { Mutant } from '../mutants.mjs';

/** The simulation in one file that plain Node runs. */
export interface SimulationBundle {
  readonly file: string;
  /** Takes the file away again. */
  remove(): Promise<void>;
}

export function bundleSimulation(mutant?: Mutant): Promise<SimulationBundle>;
