import type { ControlPlane } from '@proton-bot/control-plane';
import type { LocalCloud } from '@proton-bot/local-aws';

/** Where the estate of `npm start` is played. */
export interface Stage {
  readonly cloud: Pick<LocalCloud, 'putEvents' | 'supplyChain' | 'cloudFormation' | 'ecs' | 'codePipeline'>;
  readonly controlPlane: ControlPlane;
  readonly accountId: string;
  readonly region: string;
  /** Ends the play. */
  readonly signal: AbortSignal;
}
