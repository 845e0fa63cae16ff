/**
 * Everything that Slack would refuse, or that would mean something the bot did not write. Numbers from the JSDoc of
 * `@slack/types` and https://docs.slack.dev/reference/block-kit/blocks; written apart from the renderer on purpose.
 */
export function problemsOf(message: { readonly text: string; readonly blocks: readonly object[] }): readonly string[] {
  const problems: string[] = [];
  const check = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  check(message.text.length > 0, 'no fallback text');
  check(Buffer.byteLength(message.text) <= 4000, 'fallback text longer than chat.update takes');
  check(message.blocks.length > 0 && message.blocks.length <= 50, `${message.blocks.length} blocks`);
  problems.push(...markupProblems(message.text).map((problem) => `fallback: ${problem}`));
  let total = 0;
  const visit = (value: unknown, path: string, key: string) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value))
      visit(member, `${path}/${name}`, /^\d+$/.test(name) ? key : name);
    if (!isRecord(value)) return;
    const { type, text } = value;
    if (typeof text === 'string') total += text.length;
    if (type === 'mrkdwn' && typeof text === 'string') {
      problems.push(...markupProblems(text).map((problem) => `${path}: ${problem}`));
      check(value['verbatim'] === true, `${path}: Slack would look for links and names`);
    }
    if (type === 'plain_text') check(value['emoji'] === false, `${path}: emoji codes are on`);
    if (typeof text === 'string') {
      check(!hasInvisible(text), `${path}: control or format characters`);
      const maximum = textLimits[key] ?? 3000;
      check(text.length > 0 && text.length <= maximum, `${path}: ${text.length} characters, ${maximum} allowed`);
    }
    if (type === 'button') {
      const { action_id: actionId, value: carried, confirm } = value;
      check(typeof actionId === 'string' && actionId !== '' && actionId.length <= 255, `${path}: action_id`);
      check(typeof carried === 'string' && carried.length <= 2000, `${path}: value`);
      // It changes nothing but the message.
      check(isRecord(confirm) || actionId === 'proton-bot.own', `${path}: no confirm dialog`);
      const label = isRecord(text) ? text['text'] : '';
      check(typeof label === 'string' && label.length > 0 && label.length <= 75, `${path}: label`);
    }
    if (type === 'section' || type === 'context' || type === 'actions') checkBlock(value, path, check);
  };
  visit(message.blocks, 'blocks', 'blocks');
  check(total <= 13_000, `${total} characters in all`);
  return problems;
}

/** By the name of the member that holds the text object. */
const textLimits: Readonly<Record<string, number>> = { fields: 2000, title: 100, confirm: 30, deny: 30 };

function checkBlock(block: Record<string, unknown>, path: string, check: (holds: boolean, problem: string) => void) {
  const { type, text, fields, elements } = block;
  if (type === 'section') {
    check(text !== undefined || fields !== undefined, `${path}: empty section`);
    if (Array.isArray(fields)) check(fields.length > 0 && fields.length <= 10, `${path}: ${fields.length} fields`);
    return;
  }
  if (!Array.isArray(elements)) return check(false, `${path}: no elements`);
  const maximum = type === 'context' ? 10 : 25;
  check(elements.length > 0 && elements.length <= maximum, `${path}: ${elements.length} elements`);
  if (type !== 'actions') return;
  const ids = elements.map((element: unknown) => (isRecord(element) ? element['action_id'] : undefined));
  check(new Set(ids).size === ids.length, `${path}: an action_id twice`);
  for (const element of elements) {
    if (isRecord(element) && element['action_id'] === 'proton-bot.own') continue;
    const confirm: unknown = isRecord(element) ? element['confirm'] : undefined;
    const question = isRecord(confirm) && isRecord(confirm['text']) ? confirm['text']['text'] : '';
    check(typeof question === 'string' && question.length > 0 && question.length <= 300, `${path}: confirm text`);
  }
}

function markupProblems(markup: string): readonly string[] {
  const problems: string[] = [];
  const known =
    /<!date\^\d+\^[^<>|^]+\|[^<>|]+>|<@[UW][A-Z0-9]+>|<!subteam\^S[A-Z0-9]+>|<https:\/\/([a-zA-Z0-9.-]+)\|\1>|<(https:\/\/[^\s<>|`]+)\|\2>|<https:\/\/[^\s<>|`]+\|(?:Console|Logs)>|<https:\/\/[a-z]+\.slack\.com\/[a-zA-Z0-9/]+\|[A-Za-z ]+>/gu;
  const rest = markup.replaceAll(known, '');
  if (/[<>]/u.test(rest)) problems.push(`markup that is not the bot's: ${JSON.stringify(rest.slice(0, 200))}`);
  if (/&(?!amp;|lt;|gt;)/u.test(rest)) problems.push('an entity that is not whole');
  if ((rest.match(/`/gu) ?? []).length % 2 === 1) problems.push('code that is not closed');
  if (hasInvisible(markup)) problems.push('control or format characters');
  return problems;
}

function hasInvisible(text: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Cs}]/u.test(text.replaceAll(/[\n\t\u200d]/gu, ''));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
