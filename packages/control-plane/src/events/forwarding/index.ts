/** How events get from the control plane to a bus that is elsewhere. */
export { createForwarder, type EventSender, type Forwarder } from './forwarder.ts';
export { isOfWaitingEvents, UnusableEventError, WaitingEvents } from './waiting-events.ts';
