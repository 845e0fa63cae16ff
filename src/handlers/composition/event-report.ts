import { createEventBridgeClient, createEventReporter, requireEnvironment } from '../../lib/aws/index.ts';
import type { EventReport } from '../../lib/aws/messages/index.ts';
import { errorName } from '../../lib/model/errors.ts';
import type { Log } from '../../lib/ports.ts';
import { lazy } from './lazy.ts';

/**
 * Publishes the result of each event of a provider on the bot's bus, also without news: `proton-bot replay` shows it. Only if
 * `PROTON_BOT_REPORT_EVENTS` is `true`, because it costs a call per event. It never fails, because the event is already handled.
 *
 * @throws EnvironmentIncomplete
 */
export function createReport(log: Log): (report: EventReport) => Promise<void> {
  if (process.env['PROTON_BOT_REPORT_EVENTS'] !== 'true') return async () => undefined;
  const { PROTON_BOT_BUS } = requireEnvironment(['PROTON_BOT_BUS']);
  const send = lazy(() => createEventReporter(createEventBridgeClient(), PROTON_BOT_BUS));
  return async (report) => {
    try {
      await send()(report);
    } catch (error) {
      log.warn('what was made of an event could not be reported', { eventId: report.eventId, error: errorName(error) });
    }
  };
}
