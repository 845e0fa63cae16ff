/** A call that the Web API answers with `ok: false` and one of Slack's error codes. */
export class WebApiRefusal extends Error {
  readonly code: string;
  /** Each thing that is wrong, with its place; empty where the code says it all. */
  readonly problems: readonly string[];

  constructor(code: string, problems: readonly string[] = []) {
    super(problems.length === 0 ? code : `${code}: ${problems.join('; ')}`);
    this.name = 'WebApiRefusal';
    this.code = code;
    this.problems = problems;
  }
}
