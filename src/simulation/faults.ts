/** What can go wrong at one call to the outside. */
export type Fault =
  /** The invocation dies before the call. */
  | 'crashBefore'
  /** The call is carried out, and the invocation dies before it hears so. */
  | 'crashAfter'
  /** The call fails and was not carried out. */
  | 'fail'
  /** The call is carried out, and its answer is lost. */
  | 'loseAnswer'
  /** The call is turned away for its rate. */
  | 'throttle'
  /** The call takes long: others overtake it, and leases may lapse. */
  | 'delay';

export const allFaults: readonly Fault[] = ['crashBefore', 'crashAfter', 'fail', 'loseAnswer', 'throttle', 'delay'];

/** What happens to one event on its way. */
export type Delivery = 'deliver' | 'drop' | 'double' | 'late';

export const allDeliveries: readonly Delivery[] = ['deliver', 'drop', 'double', 'late'];

/** What happens to one one-shot timer. */
export type Firing = 'onTime' | 'early' | 'late' | 'never' | 'twice';

export const allFirings: readonly Firing[] = ['onTime', 'early', 'late', 'never', 'twice'];

/** Everything that goes wrong in one history, by the running number of the call, event or timer it befalls. */
export interface FaultPlan {
  readonly calls: ReadonlyMap<number, Fault>;
  /** By the running number of the calls that change something: the moments between claim, call and record. */
  readonly acting: ReadonlyMap<number, Fault>;
  readonly events: ReadonlyMap<number, Delivery>;
  readonly timers: ReadonlyMap<number, Firing>;
  /** Events that are delivered although the plan does not name them; `drop` makes the sweep do the whole job. */
  readonly unplannedEvents: Delivery;
}

export const noFaults: FaultPlan = {
  calls: new Map(),
  acting: new Map(),
  events: new Map(),
  timers: new Map(),
  unplannedEvents: 'deliver',
};
