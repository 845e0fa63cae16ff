const formerAnswerKinds: ReadonlyMap<unknown, string> = new Map([
  ['ordered', 'operationAccepted'],
  ['orderRefused', 'operationRefused'],
  ['orderUncertain', 'operationUncertain'],
  ['inTheWay', 'alreadyClaimed'],
]);

/**
 * A record in the names of now. An earlier version called a resource operation an order: records that it wrote are read for as long as
 * they are kept, or an operation that was begun under it would be begun anew.
 *
 * @param stored - what a record was stored as, in any version
 */
export function upgradedOperations(stored: object): object {
  const { placing, answer, ...rest } = { placing: undefined, answer: undefined, ...stored };
  return {
    ...rest,
    ...(placing === undefined ? {} : { execution: withOperation(placing) }),
    ...(answer === undefined ? {} : { answer: upgradedAnswer(answer) }),
  };
}

function upgradedAnswer(answer: unknown): unknown {
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
