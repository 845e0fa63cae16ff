/** Quotas per account and region (https://docs.aws.amazon.com/proton/latest/userguide/ag-limits.html). */
export interface ControlPlaneQuotas {
  /** Environment templates and service templates together. */
  readonly templates: number;
  readonly versionsPerTemplate: number;
  readonly environments: number;
  readonly services: number;
  readonly serviceInstancesPerService: number;
  readonly components: number;
  readonly connectionsPerEnvironmentAccount: number;
}

export const DEFAULT_QUOTAS: ControlPlaneQuotas = {
  templates: 1000,
  versionsPerTemplate: 1000,
  environments: 1000,
  services: 1000,
  serviceInstancesPerService: 20,
  components: 1000,
  connectionsPerEnvironmentAccount: 1000,
};
