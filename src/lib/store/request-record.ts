import type { RequestRecord } from '../ports.ts';

/**
 * A request's record as it is stored. An earlier version called a resource operation an order: records that it wrote are
 * read for as long as they are kept, or an operation that was begun under it would be begun anew.
 *
 * @returns `undefined` for what is no such record
 */
export function readRequestRecord(stored: object | undefined): RequestRecord | undefined {
  if (stored === undefined) return undefined;
  const { placing, answer, ...rest } = { placing: undefined, answer: undefined, ...stored };
  const record = {
    ...rest,
    ...(placing === undefined ? {} : { execution: withOperation(placing) }),
    ...(answer === undefined ? {} : { answer: readAnswer(answer) }),
  };
  return isRequestRecord(record) ? record : undefined;
}

const formerAnswerKinds: ReadonlyMap<unknown, string> = new Map([
  ['ordered', 'operationAccepted'],
  ['orderRefused', 'operationRefused'],
  ['orderUncertain', 'operationUncertain'],
]);

function readAnswer(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('kind' in answer)) return answer;
  const kind = formerAnswerKinds.get(answer.kind);
  return kind === undefined ? answer : { ...Object(withOperation(answer)), kind };
}

/** `order` was the name of the member that is `operation` now. */
function withOperation(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('order' in value)) return value;
  const { order, ...rest } = value;
  return { ...rest, operation: order };
}

function isRequestRecord(value: object): value is RequestRecord {
  return 'id' in value && 'receivedAtMs' in value && 'version' in value;
}
