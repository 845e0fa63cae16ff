import { offsetInFile, type Path, type Problem, type YamlFile } from '../../configuration-check/index.ts';
import { suggestion } from '../../did-you-mean.ts';
import { factMembers } from '../../model/facts.ts';
import { factPathOf, type TemplatePart, templateParts } from '../../model/text-template.ts';
import type { RuleSubject } from '../document.ts';
import type { RuleEntry } from './schema.ts';

/** What is wrong with the texts of a rule's messages, each at its place. */
export function problemsOfTexts(rule: RuleEntry, path: Path, file: YamlFile): readonly Problem[] {
  return rule.do.flatMap(({ notify }, index) => {
    if (notify?.text === undefined) return [];
    const textPath: Path = [...path, 'do', index, 'notify', 'text'];
    const scalar = file.scalarAt(textPath);
    const placeOf = (offset: number) =>
      scalar === undefined ? file.offsetOf(textPath) : offsetInFile(file.source.text, scalar, offset);
    return problemsIn(notify.text, rule.on).map(({ offset, message }) =>
      file.source.problemAt(placeOf(offset), message),
    );
  });
}

interface TextProblem {
  readonly offset: number;
  readonly message: string;
}

function problemsIn(text: string, on: RuleSubject): readonly TextProblem[] {
  const parts = templateParts(text);
  return parts.flatMap((part, index): TextProblem[] => {
    if (part.kind === 'text') return [];
    const { offset } = part;
    if (part.kind === 'unmatched') {
      const message = `"${part.brace}" has no partner; write {deployment.name} for a fact, and ${part.brace}${part.brace} for the brace`;
      return [{ offset, message }];
    }
    const problem = problemOfFact(part.path, on);
    if (problem !== undefined) return [{ offset, message: problem }];
    return isInAddress(parts[index - 1]) ? [{ offset, message: 'a fact cannot be a part of a web address' }] : [];
  });
}

function problemOfFact(path: string, on: RuleSubject): string | undefined {
  const { on: named, member, label } = factPathOf(path);
  const members = Object.keys(factMembers[on]);
  if (named !== on) return `"${path}" is no fact of this rule; write for example {${on}.${members[0]}}`;
  if (!members.includes(member)) return `${on} has no member "${member}"; ${suggestion(member, members)}`;
  const hasLabels = on === 'deployment' && member === 'labels';
  if (hasLabels && label === undefined) return 'name a label: {deployment.labels.team}';
  return !hasLabels && label !== undefined ? `${on}.${member} has no members` : undefined;
}

/** The text before it ends with an address, without a space. */
function isInAddress(before: TemplatePart | undefined): boolean {
  return before?.kind === 'text' && /https:\/\/\S*$/u.test(before.text);
}
