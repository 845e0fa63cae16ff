/**
 * Ways to break the bot, each taking out one of its protections. `npm run simulate:mutants` shows that the simulation
 * notices every one of them. A mutant is applied to the source text as the tests load it; no file is changed.
 */
export const mutants = [
  {
    name: 'fence',
    what: 'calls without reading the truth once more',
    file: 'src/lib/flow/act.ts',
    find: '  const fence = await checkFence(ports, item, intent, reference);\n',
    replace: "  const fence = { kind: 'open', observation: { subject: item.subject } } as const;\n",
  },
  {
    name: 'claim',
    what: 'acts whether or not somebody else is at it already',
    file: 'src/lib/flow/intents.ts',
    find: '  if (!isFree(own) || (own !== undefined && own.attempts >= maximumAttempts)) return false;\n  if (Object.values(item.claims).some((claim) => conflictsWith(claim, intent.action))) return false;\n',
    replace: '',
  },
  {
    name: 'lease',
    what: 'a claim never lapses',
    file: 'src/lib/model/claims.ts',
    find: "return (claim.state === 'leased' || claim.state === 'waiting') && claim.dueAtMs <= clockMs;",
    replace: "return claim.state === 'waiting' && claim.dueAtMs <= clockMs;",
  },
  {
    name: 'sweep',
    what: 'nothing looks for what events missed',
    file: 'src/lib/flow/sweep.ts',
    find: '[enqueueDue(ports, hinted)]);\n  const [underWay] = await Promise.allSettled([enqueueUnderWay(ports, hinted)]);',
    replace: '[Promise.resolve(0)]);\n  const [underWay] = await Promise.allSettled([Promise.resolve(0)]);',
  },
  {
    name: 'version',
    what: 'writes do not look whether somebody wrote in between',
    file: 'src/lib/store/store.ts',
    find: "  if (version === 0) return { ConditionExpression: 'attribute_not_exists(target)' };\n",
    replace: '  if (version >= 0) return {};\n',
  },
  {
    name: 'outbox',
    what: 'what the bus did not get is never sent again',
    file: 'src/lib/flow/publish.ts',
    find: 'const isResend = before !== undefined && before.outboxAttempts < item.outboxAttempts;',
    replace: 'const isResend = false;',
  },
  {
    name: 'certainlyLater',
    what: 'ends what is newer: whatever an answer does not show has ended, as the bot had it first',
    file: 'src/lib/model/reconcile.ts',
    find: '  if (!isCertainlyLater(item, traits, context)) return false;\n  return gone',
    replace: '  return gone',
  },
];

/** The mutant that the environment asks for, if any. */
export function chosenMutant() {
  const name = process.env.PROTON_BOT_MUTANT;
  if (!name) return undefined;
  const mutant = mutants.find((candidate) => candidate.name === name);
  if (!mutant)
    throw new Error(`there is no mutant "${name}"; there are ${mutants.map(({ name: known }) => known).join(', ')}`);
  return mutant;
}

/** The source with the mutant in it. A mutant that no longer fits its source is an error, not a survivor. */
export function mutate(mutant, sourceText) {
  const parts = sourceText.split(mutant.find);
  if (parts.length !== 2) throw new Error(`the mutant "${mutant.name}" does not fit ${mutant.file} any more`);
  return parts.join(mutant.replace);
}
