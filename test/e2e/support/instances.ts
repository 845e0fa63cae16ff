import type { Session } from '../../../src/local/index.ts';
import { openForm } from './forms.ts';
import { ada } from './people.ts';

/** Instances that the service has of this name; those that are deleted do not count. */
export function instancesNamed(session: Session, name: string) {
  const { instances } = session.cloud.supplyChain.call('ListInstances', { instanceNameFilter: [name] });
  return instances.filter(({ state }) => state !== 'Deleted');
}

/** The live messages about instances of this name. */
export function messagesAbout(session: Session, name: string) {
  return session.slack.workspace.messages('platform').filter(({ text }) => text.includes(`\`${name}\``));
}

/** Opens the form as a person does, and gives its id. */
export function openInstanceForm(session: Session): Promise<string> {
  return openForm(session, { command: '/proton supply-chain create', channel: 'platform' });
}

/** Creates an instance with nothing but a name. */
export async function createInstance(session: Session, name: string): Promise<void> {
  const outcome = await session.slack.submitView(ada, await openInstanceForm(session), { instanceName: name });
  if (!outcome.ok) throw new Error(`the form says: ${JSON.stringify(outcome)}`);
}

/** An event of a data integration flow, the only kind that the service sends. */
export function dataIntegrationEvent(id: string, detail: Readonly<Record<string, string>>) {
  return {
    id,
    source: 'aws.supplychain',
    'detail-type': 'AWS Supply Chain Data Integration Status Change',
    detail: { instanceId: '7bf73129-1428-4cd3-a780-95db273d1602', sourceType: 'S3', ...detail },
  };
}
