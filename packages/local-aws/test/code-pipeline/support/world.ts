import { createCodePipeline } from '../../../src/code-pipeline/index.ts';
import { AwsError } from '../../../src/endpoint/index.ts';
import { ManualClock } from '../../../src/index.ts';
import { createSeededRandom } from '../../../src/random.ts';

export const identity = { accountId: '123456789012', region: 'eu-central-1' };
export const nowMs = Date.parse('2026-11-21T10:00:00Z');
export const settings = {
  actionMs: 1_000,
  slowActionMs: 60_000,
  hangingEndsAfterStopMs: 5_000,
  approvalTimeoutMs: 600_000,
};

/** A stage before, and one with an approval. */
export const shop = {
  name: 'shop',
  stages: [
    { name: 'Build', actions: [{ name: 'Compile', category: 'Build', provider: 'CodeBuild' }] },
    {
      name: 'Prod',
      actions: [
        { name: 'Approve', category: 'Approval', provider: 'Manual' },
        { name: 'Release', category: 'Deploy', provider: 'ECS' },
      ],
    },
  ],
  tags: { team: 'shop' },
} as const;

interface Found {
  readonly [member: string]: unknown;
}

/** A CodePipeline on a clock that stands still, with what it says. */
export function createWorld() {
  const clock = new ManualClock(nowMs);
  const events: { readonly level: string; readonly detail: Found }[] = [];
  const pipelines = createCodePipeline({
    clock,
    random: createSeededRandom(4),
    identity,
    settings,
    emit: (event) => events.push({ level: event['detail-type'].split(' ')[1] ?? '', detail: event.detail }),
  });
  const call = (operation: string, input: object = {}): Found => ({ ...pipelines.call(operation, input) });
  const place = { pipelineName: 'shop' };
  return {
    clock,
    events,
    pipelines,
    call,
    execution: (pipelineExecutionId: string): Found =>
      Object(call('GetPipelineExecution', { ...place, pipelineExecutionId })['pipelineExecution']),
    stage: (name: string): Found => {
      const states: unknown = call('GetPipelineState', { name: 'shop' })['stageStates'];
      const found: unknown = Array.isArray(states)
        ? states.find((state) => Object(state).stageName === name)
        : undefined;
      return { ...Object(found) };
    },
    states: (level: string) => events.filter((event) => event.level === level).map(({ detail }) => detail['state']),
    stop: (pipelineExecutionId: string, more: object = {}) =>
      call('StopPipelineExecution', { ...place, pipelineExecutionId, ...more }),
  };
}

/** What is thrown, as a client would see it: the error's type; all of CodePipeline's are HTTP 400. */
export function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AwsError) || error.statusCode !== 400) throw error;
    return error.code;
  }
  throw new Error('nothing was refused');
}
