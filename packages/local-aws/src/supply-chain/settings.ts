/** How long things take here, and how many instances there may be. */
export interface SupplyChainSettings {
  /** From Initializing to Active or CreateFailed. */
  readonly creationMs: number;
  /** From Deleting to Deleted or DeleteFailed. */
  readonly deletionMs: number;
  /** How long a Deleted instance is shown before it is no longer found (assumption A36). */
  readonly deletedShownMs: number;
  /** Instances of one account in one region: https://docs.aws.amazon.com/aws-supply-chain/latest/adminguide/quotas.html */
  readonly mostInstances: number;
}

/** Times to watch: AWS publishes none (assumption A34). */
export const defaultSettings: SupplyChainSettings = {
  creationMs: 10_000,
  deletionMs: 5_000,
  deletedShownMs: 300_000,
  mostInstances: 10,
};
