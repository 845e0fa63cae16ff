const formerAnswerKinds: ReadonlyMap<unknown, string> = new Map([
  ['ordered', 'operationAccepted'],
  ['orderRefused', 'operationRefused'],
  ['orderUncertain', 'operationUncertain'],
  ['inTheWay', 'alreadyClaimed'],
]);

/**
 * A record with today's names. An earlier version called a resource operation an order. Its records are still read, so that an
 * operation that began with that version does not begin again.
 *
 * @param stored - a stored record, of any version
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

/** The member `operation` was named `order`. */
function withOperation(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('order' in value)) return value;
  const { order, ...rest } = value;
  return { ...rest, operation: order };
}
