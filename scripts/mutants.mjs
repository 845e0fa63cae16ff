/**
 * Ways to break the bot, each taking out one of its protections. `npm run simulate:mutants` shows that random histories notice
 * every one of them. A mutant is applied to the source text as it is bundled; no file is changed.
 */
const reconcile = 'src/lib/model/reconcile.ts';
const fence = 'src/lib/flow/fence.ts';
const claims = 'src/lib/model/claims.ts';
const settling = 'src/lib/flow/settle-claims.ts';
const controls = 'src/lib/model/controls.ts';
const approvals = 'src/lib/flow/approvals.ts';
const operations = 'src/lib/flow/resource-operations.ts';

/**
 * `backEnd`: the one that has what the mutant is about, or has it much more often than the others; `generic:<kind>` for histories of one
 * kind (`test/simulation/generic/settings.ts`).
 */
export const mutants = [
  // Acting.
  {
    name: 'fence',
    what: 'calls without reading the truth once more',
    file: 'src/lib/flow/act.ts',
    find: '  const fence = await checkFence(ports, item, intent, reference, claimed, part);\n',
    replace: "  const fence = { kind: 'open', observation: { subject: (part ?? item).subject } } as const;\n",
  },
  {
    name: 'attempt in the fence',
    what: 'calls whatever attempt the truth shows last',
    file: fence,
    find: 'state.attempts.find(({ subject }) => itemOf([item], subject) !== undefined);',
    replace: 'state.attempts.find(({ subject }) => subject !== undefined || itemOf([item], subject) !== undefined);',
  },
  {
    name: 'claim',
    what: 'acts whether or not somebody else is at it already',
    file: 'src/lib/flow/intents.ts',
    find: '  if (!isFree(own) || (own !== undefined && own.attempts >= maximumAttempts)) return false;\n  if (Object.values(item.claims).some((claim) => conflictsWith(claim, intent.action, about))) return false;\n',
    replace: '',
  },
  {
    name: 'asking first',
    what: 'a rule does unasked what no rule may do without a person’s word',
    file: 'src/lib/flow/intents.ts',
    find: "  return mode === 'approve' || (mode === 'enforce' && whyAskFirst(action, item) !== undefined);\n",
    replace: "  return mode === 'approve';\n",
  },
  {
    name: 'lapse',
    what: 'a claim never lapses',
    file: claims,
    find: "return (claim.state === 'leased' || claim.state === 'waiting') && claim.dueAtMs <= clockMs;",
    replace: "return claim.state === 'waiting' && claim.dueAtMs <= clockMs;",
  },
  {
    name: 'lease',
    what: 'a claim lapses while its owner may still be at it',
    file: claims,
    find: 'return invocationTimeoutMs + lateCallMs + readLagMs + leaseMarginMs;',
    replace: 'return leaseMarginMs + 0 * readLagMs;',
  },
  {
    name: 'finishing',
    what: 'what a crash or a lost answer left open is never taken up again',
    file: 'src/lib/flow/intents.ts',
    find: '    if (!done.has(key) && isDue(claim, askedAtMs)) return intentOf(claim);\n',
    replace: '',
  },
  // Finding.
  {
    name: 'due',
    what: 'the sweep enqueues nothing that is due',
    file: 'src/lib/flow/sweep.ts',
    find: '    await ports.queue.enqueue(hints);\n',
    replace: '',
  },
  {
    name: 'discover',
    what: 'nothing looks for what events missed',
    file: 'src/lib/flow/discover.ts',
    find: "  await ports.hints.enqueue(scoped.map((reference) => ({ cause: 'sweep', reference })));\n",
    replace: '',
  },
  // Writing.
  {
    name: 'version',
    what: 'writes do not look whether somebody wrote in between',
    file: 'src/lib/store/conditions.ts',
    find: "  if (version === 0) return { ConditionExpression: 'attribute_not_exists(target)' };\n",
    replace: '  if (version >= 0) return {} as { ConditionExpression: string };\n',
  },
  {
    name: 'target version',
    what: 'two looks may each create the attempt that both of them saw',
    file: 'src/lib/store/store.ts',
    find: 'Item: ofTarget, ...conditionFor(version) }',
    replace: 'Item: ofTarget }',
  },
  {
    name: 'write id',
    what: 'a write whose answer was lost counts as lost',
    file: 'src/lib/store/store.ts',
    find: '    return writeIdOf(await getRecord(key)) === writeId;\n',
    replace: '    return false;\n',
  },
  {
    name: 'outbox',
    what: 'what the bus did not get is never sent again',
    file: 'src/lib/flow/publish.ts',
    find: 'const isResend = before !== undefined && before.outboxAttempts < item.outboxAttempts;',
    replace: 'const isResend = false;',
  },
  // Knowing what is under way.
  {
    name: 'certainly later',
    what: 'ends what is newer: whatever an answer does not show has ended',
    file: reconcile,
    find: '  if (!isCertainlyLater(item, traits, context)) return false;\n  return gone',
    replace: '  return gone',
  },
  {
    name: 'read lag',
    what: 'takes an answer for the state of the moment at which it was asked for',
    file: reconcile,
    find: 'return askedAtMs - readLagMs > item.lastShownAtMs;',
    replace: 'return askedAtMs > item.lastShownAtMs + 0 * readLagMs;',
  },
  {
    name: 'newer',
    what: 'an answer that shows an older attempt ends the newer one',
    file: reconcile,
    find: '  if (start !== other) return other > start;\n',
    replace: '  if (start !== other) return true;\n',
  },
  {
    name: 'read by id',
    backEnd: 'generic',
    what: 'what the provider says of the attempt itself keeps it from nothing',
    file: reconcile,
    find: "  if (!isTerminal(answer)) return { ...shown(before, answer, state.traits, context), kind: 'updated' };\n",
    replace: "  if (!isTerminal(answer)) return { kind: 'ended', item: withEnd(before, unseen, context), before };\n",
  },
  {
    name: 'complete since',
    backEnd: 'generic',
    what: 'a list that was cut counts as whole',
    file: reconcile,
    find: 'return gone || (completeSinceMs !== undefined && startOf(item) > completeSinceMs);',
    replace: 'return gone || completeSinceMs !== undefined;',
  },
  {
    name: 'strictly complete since',
    backEnd: 'generic',
    what: 'a list that was cut counts as whole for what began when its last entry did',
    file: reconcile,
    find: 'startOf(item) > completeSinceMs);',
    replace: 'startOf(item) >= completeSinceMs);',
  },
  {
    name: 'ends of ids that go on',
    backEnd: 'generic',
    what: 'an end that is shown counts at once, though the attempt may have gone on since',
    file: reconcile,
    find: '  if (!traits.idsBeginAgain) return true;\n',
    replace: '  if (item.version > 0) return true;\n',
  },
  {
    name: 'proof of a beginning',
    backEnd: 'generic',
    what: 'a state from before the end begins the attempt again',
    file: reconcile,
    find: 'return isProven || isCertainlyLater(before, traits, context);',
    replace: 'return true;',
  },
  {
    name: 'old attempts',
    what: 'an answer from the past creates an attempt that is over',
    file: reconcile,
    find: '  if (known.some((item) => startOf(item) > start)) return false;\n',
    replace: '',
  },
  {
    name: 'turns back',
    what: 'an answer from the past takes a final state back',
    file: 'src/lib/model/item-changes.ts',
    find: '  if (isFinal(known)) return statusOf(known) !== statusOf(read);\n',
    replace: '',
  },
  // Stories.
  {
    name: 'following partOf',
    backEnd: 'generic',
    what: 'what a rule asks for a part is done by nobody',
    file: 'src/lib/flow/observe.ts',
    find: '  if (current.item.partOf !== undefined) current = await actAtRoot(ports, current);\n',
    replace: '',
  },
  {
    name: 'claim at the root',
    backEnd: 'generic',
    what: 'a part is claimed and called by itself though it is known to be one',
    file: 'src/lib/flow/intents.ts',
    find: '  if (isOnHold || item.partOf !== undefined) return undefined;\n',
    replace: '  if (isOnHold) return undefined;\n',
  },
  {
    name: 'finishing where it lies',
    backEnd: 'generic',
    what: 'a claim that a part took before it was linked is finished by nobody',
    file: 'src/lib/flow/intents.ts',
    find: '    if (!done.has(key) && isDue(claim, askedAtMs)) return intentOf(claim);\n',
    replace:
      '    if (item.partOf === undefined && !done.has(key) && isDue(claim, askedAtMs)) return intentOf(claim);\n',
  },
  {
    name: 'claims of the parts',
    backEnd: 'generic',
    what: 'a whole is acted on though one of its parts is, or was',
    file: 'src/lib/flow/story-claims.ts',
    find: 'const { kind } = checkChildren(parts, action);',
    replace: 'const { kind } = checkChildren(parts.slice(parts.length), action);',
  },
  {
    name: 'conditional link',
    backEnd: 'generic',
    what: 'a link overwrites what the part claimed in between',
    file: 'src/lib/flow/link.ts',
    find: 'const written = await ports.store.put(withLink(part, whole.key, ports.clock.now(), cause));',
    replace:
      'const { version = part.version } = (await ports.store.get(part.key)) ?? {};\n  const written = await ports.store.put({ ...withLink(part, whole.key, ports.clock.now(), cause), version });',
  },
  {
    name: 'missing parts',
    backEnd: 'generic',
    what: 'a part that is not known yet is not created with its link',
    file: 'src/lib/flow/link.ts',
    find: '  if (isFinal(change.item.subject)) return undefined;\n  const item',
    replace: '  if (change.item.version === 0) return undefined;\n  const item',
  },
  {
    name: 'the part of the claim',
    backEnd: 'generic',
    what: 'whoever takes a claim up again calls for another part, or for the whole',
    file: 'src/lib/flow/act.ts',
    find: '  if (claim?.part !== undefined) {\n',
    replace: '  if (claim?.part !== undefined && claim.attempts === 0) {\n',
  },
  {
    name: 'what came of the part',
    backEnd: 'generic',
    what: 'a call for a part whose answer was lost counts as none, also where the part is being stopped',
    file: fence,
    find: "  if (outcome === 'observed' || outcome === 'alreadyDone') return { kind: 'settle', outcome };\n",
    replace: '',
    also: [
      {
        file: settling,
        find: "  if (outcome === 'observed' || outcome === 'alreadyDone') return outcome;\n",
        replace: '',
      },
    ],
  },
  {
    name: 'hold on the part',
    backEnd: 'generic',
    what: 'a hold on a part does not keep what it is a part of from cancelling it',
    file: fence,
    find: '  return isHeld(claim, holdIds)\n',
    replace: '  return isHeld(claim, holdIds) && item.version < 0\n',
  },
  {
    name: 'expected part',
    backEnd: 'generic:parts',
    what: 'a part that was looked for in vain just now keeps its whole from nothing',
    file: 'src/lib/model/story.ts',
    find: '  return key === undefined && notShownSinceMs !== undefined && askedAtMs - readLagMs <= notShownSinceMs;\n',
    replace: '  return key === undefined && notShownSinceMs !== undefined && askedAtMs - readLagMs < 0;\n',
  },
  {
    name: 'an old end in the fence',
    backEnd: 'generic:goesOn',
    what: 'the end of the run before is taken for that of the run that goes on under its id',
    file: fence,
    find: '  if (isEnd && !countsAsEnd(item, observation, state.traits, { askedAtMs })) ',
    replace:
      '  if (isEnd && state.attempts.length === 0 && !countsAsEnd(item, observation, state.traits, { askedAtMs })) ',
    also: [
      {
        file: 'src/lib/flow/act.ts',
        find: 'fresh.lastShownAtMs > askedAtMs',
        replace: 'fresh.lastShownAtMs < 0',
      },
    ],
  },
  {
    name: 'parts in the fence',
    backEnd: 'generic',
    what: 'a part that is seen for the first time in the fence is overlooked',
    file: fence,
    find: 'const isAnyUnlinked = unlinkedParts(claimed, truth.observation.parts, askedAtMs).length > 0;',
    replace: 'const isAnyUnlinked = unlinkedParts(claimed, truth.observation.parts, askedAtMs).length < 0;',
  },
  {
    name: 'parts known to the claim',
    backEnd: 'generic:parts',
    what: 'a part that another worker has linked since the claim counts as checked',
    file: fence,
    find: 'unlinkedParts(claimed, truth',
    replace: 'unlinkedParts(item, truth',
  },
  {
    name: 'stopping, then unseen',
    backEnd: 'generic:endsUnseen',
    what: 'what was being stopped after a call and then ended unseen counts as not acted on',
    file: 'src/lib/model/item-changes.ts',
    find: 'isCancelled(item.subject) ? { ...closed, wasBeingStopped: true } : closed;',
    replace: 'isCancelled(closed.subject) ? { ...closed, wasBeingStopped: true } : closed;',
  },
  {
    name: 'read by id in the fence',
    backEnd: 'generic',
    what: 'a list that lacks it proves to the fence that an attempt is over',
    file: fence,
    find: "    if (await mayBeOpen(ports.provider, item)) return { kind: 'unknown' };\n",
    replace: '',
  },
  {
    name: 'another run under an id',
    backEnd: 'generic',
    what: 'a run that goes on under an id is mistaken for the one before',
    file: reconcile,
    find: '  if (hasBegunAnew(before, answer, state.traits)) {\n',
    replace: '  if (state.gone && hasBegunAnew(before, answer, state.traits)) {\n',
  },
  {
    name: 'another run in the fence',
    backEnd: 'generic:goesOn',
    what: 'calls for a run that goes on under an id, though the one before was decided on',
    file: fence,
    find: "  if (hasBegunAnew(item, observation, state.traits)) return { kind: 'settle', outcome: 'superseded' };\n",
    replace: '',
  },
  // People.
  {
    name: 'age',
    what: 'a typed request is carried out however late it comes',
    file: 'src/lib/model/request-age.ts',
    find: 'return ageMs > limitMs ? { ageMs, limitMs } : undefined;',
    replace: 'return ageMs > limitMs * 1e6 ? { ageMs, limitMs } : undefined;',
  },
  {
    name: 'permission',
    what: 'whoever asks may',
    file: operations,
    find: '    if (!permission.allowed) return permission.reason;\n',
    replace: '',
  },
  {
    name: 'token',
    what: 'every delivery of a create has a token of its own',
    file: operations,
    find: '    const result = await manager.execute(planned, token);\n',
    replace: '    const result = await manager.execute(planned, `${token}-${ports.random.uuid()}`);\n',
  },
  {
    name: 'plan',
    what: 'every delivery settles anew what a name means',
    file: operations,
    find: 'const begun = record.execution === undefined ?',
    replace: 'const begun = record.version >= 0 ?',
  },
  {
    name: 'answer',
    what: 'a request that fails again and again is never answered',
    file: 'src/lib/flow/last-word.ts',
    find: '    if (!isLastWordDue(error, receiveCount)) throw error;\n',
    replace: '    if (!isLastWordDue(error, 0)) throw error;\n',
  },
  // Telling.
  {
    name: 'message lease',
    what: 'two notifiers post to one channel at once',
    file: 'src/lib/model/story-message.ts',
    find: '  return leaseId !== undefined && dueAtMs > nowMs;\n',
    replace: "  return leaseId === '' && dueAtMs > nowMs;\n",
  },
  {
    name: 'notification record',
    what: 'what a provider tells is posted as often as it is delivered',
    file: 'src/lib/flow/provider-notifications.ts',
    find: "  if (state === 'done') return;\n",
    replace: '',
  },
  // Controls.
  {
    name: 'controls in the fence',
    what: 'a hold that was set after the claim is overlooked',
    file: fence,
    find: 'const stopped = checkControls(ports, controls, rules, claim, truth.observation);',
    replace:
      'const stopped = isHeld(claim, []) ? checkControls(ports, controls, rules, claim, truth.observation) : undefined;',
  },
  {
    name: 'read after the hold',
    what: 'the author of a hold is told "held" without a look at the claims',
    file: 'src/lib/flow/holds.ts',
    find: '  const claimed = await claimedUnder(ports.store, hold);\n',
    replace: '  const claimed = (await claimedUnder(ports.store, hold)).slice(0, 0);\n',
  },
  {
    name: 'release by id',
    what: 'a release takes other holds away, too',
    file: controls,
    find: 'holds: tidy.holds.filter((hold) => hold.id !== id)',
    replace: 'holds: []',
  },
  {
    name: 'released ids',
    what: 'a hold that is delivered again after its release stands again',
    file: controls,
    find: '  return controls.undone.some((undone) => undone.id === id);\n',
    replace: "  return id === '' && controls.undone.length > 0;\n",
  },
  {
    name: 'freed key',
    backEnd: 'generic',
    what: 'what a hold has stopped is never claimed again',
    file: 'src/lib/model/claim.ts',
    find: "  return claim === undefined || claim.state === 'withdrawn' || claim.outcome === 'outdated';\n",
    replace: '  return claim === undefined;\n',
  },
  {
    name: 'kill switch',
    what: 'rules act though all of them were stopped',
    file: controls,
    find: "  return controls.killSwitch !== undefined && allowsMore(mode, 'shadow') ? 'shadow' : mode;\n",
    replace: '  return mode;\n',
  },
  {
    name: 'pointer in the fence',
    what: 'a build that is not in force any more sends what it had claimed',
    file: fence,
    find: "  if (!steering.isInForce) return { kind: 'withdraw', reason: 'another build of the bot is in force' };\n",
    replace: '',
  },
  {
    name: 'mode in the fence',
    what: 'a rule whose mode was lowered after the claim is sent for',
    file: fence,
    find: '    if (!isClaimedRight(mode, claim, observation)) {',
    replace: '    if (rule === undefined && !isClaimedRight(mode, claim, observation)) {',
  },
  {
    name: 'later hold',
    backEnd: 'generic',
    what: 'whoever has overridden one hold has overridden all that come after it',
    file: settling,
    find: 'return holdIds.some((id) => !overrides.includes(id));',
    replace: 'return overrides.length === 0 && holdIds.length > 0;',
  },
  {
    name: 'raised mode',
    backEnd: 'generic',
    what: 'a rule may do more as soon as one person says so',
    file: 'src/lib/flow/change-controls.ts',
    find: 'else if (allowsMore(mode, current)) answer',
    replace: 'else if (allowsMore(current, current)) answer',
  },
  {
    name: 'own request',
    backEnd: 'generic',
    what: 'whoever asked for a mode approves it',
    file: 'src/lib/flow/change-controls.ts',
    find: "  if (request.byUserId === userId) return 'ownRequest';\n",
    replace: '',
  },
  {
    name: 'calls kept',
    backEnd: 'generic',
    what: 'what a hold has stopped begins to count its calls anew',
    file: claims,
    find: "  const withdrawn: Claim = { ...rest, state: 'withdrawn', attempts };\n",
    replace: "  const withdrawn: Claim = { ...rest, state: 'withdrawn', attempts: 0 * attempts };\n",
  },
  {
    name: 'attempt given back',
    backEnd: 'generic',
    what: 'what never was sent counts as a call',
    file: claims,
    find: "const attempts = thisTime === 'notCalled' ? Math.max(0, claim.attempts - 1) : claim.attempts;",
    replace: "const attempts = thisTime === 'notCalled' ? claim.attempts : claim.attempts;",
  },
  // Approvals.
  {
    name: 'the id of the question',
    backEnd: 'generic',
    what: 'an old card answers what is asked anew',
    file: 'src/lib/model/approvals.ts',
    find: 'if (claim.question?.id === questionId) return',
    replace: "if (claim.question !== undefined && questionId !== '') return",
  },
  {
    name: 'text',
    backEnd: 'generic',
    what: 'what people approved is sent though the rule reads otherwise by now',
    file: approvals,
    find: "const isSameText = actor.type !== 'rule' || ruleTextsOf(rules).hashOf(actor.rule) === question.ruleHash;",
    replace: 'const isSameText = ruleTextsOf(rules) !== undefined;',
    also: [
      {
        file: fence,
        find: 'if (question !== undefined && ruleTextsOf(rules).hashOf(actor.rule) !== question.ruleHash) {',
        replace: "if (question !== undefined && ruleTextsOf(rules).hashOf(actor.rule) === '') {",
      },
    ],
  },
  {
    name: 'mode of what is asked',
    backEnd: 'generic',
    what: 'what people approved is sent though the mode of its rule is another by now',
    file: approvals,
    find: '  if (rule !== undefined && !isClaimedRight(effectiveMode(controls, rule, rules.hash), claim, item)) {',
    replace: '  if (rule !== undefined && effectiveMode(controls, rule, rules.hash) === undefined) {',
    also: [
      {
        file: fence,
        find: '    if (!isClaimedRight(mode, claim, observation)) {',
        replace: '    if (question === undefined && !isClaimedRight(mode, claim, observation)) {',
      },
    ],
  },
  {
    name: 'approvers',
    what: 'one person approves twice',
    file: 'src/lib/model/approvals.ts',
    find: "  return question.approvedBy.includes(userId) ? 'approvedAlready' : undefined;\n",
    replace: '  return undefined;\n',
  },
  {
    name: 'approval expiry',
    what: 'what was approved is sent after its time',
    file: 'src/lib/model/approvals.ts',
    find: 'return nowMs + clockSkewMs < expiresAtMs;',
    replace: 'return nowMs < expiresAtMs * 2;',
  },
  {
    name: 'skew',
    what: 'an approval is judged as if all clocks were the same',
    file: 'src/lib/model/approvals.ts',
    find: 'return nowMs + clockSkewMs < expiresAtMs;',
    replace: 'return nowMs < expiresAtMs;',
  },
  {
    name: 'expiry in the look',
    what: 'a question that nobody answers waits for ever',
    file: settling,
    find: "    else if (isAsked && claim.dueAtMs <= nowMs) next = withOutcome(next, key, 'expired', nowMs);\n",
    replace: '',
  },
  {
    name: 'conditional click',
    what: 'a decline is answered though an approval was faster',
    file: approvals,
    find: '    if (written === undefined) continue;\n    return concluded(ports, written,',
    replace: '    return concluded(ports, written ?? checked.item,',
  },
];

/** The source with the mutant in it. A mutant that no longer fits its source is an error, not a survivor. */
export function mutate(mutant, sourceText) {
  const parts = sourceText.split(mutant.find);
  if (parts.length !== 2) throw new Error(`the mutant "${mutant.name}" does not fit ${mutant.file} any more`);
  return parts.join(mutant.replace);
}
