import type { Members } from '../shapes.ts';

/** Input of the counts of resources, after the API model. */
export const RESOURCES_SUMMARY_INPUTS = {
  GetResourcesSummary: { required: {}, optional: {} },
} as const satisfies Record<string, Members>;
