import { BOMBS, ESCAPES } from '../../../packages/control-plane/test/jinja/support/attacks.ts';
import { render } from '../../../packages/control-plane/test/jinja/support/jinja.ts';
import { LARGEST, refusal } from '../../../packages/control-plane/test/provisioning/support/templates.ts';
import { cpuTimeMs } from '../../../packages/control-plane/test/support/cpu-time.ts';
import type { Benchmark } from '../figure.ts';

/** For so long, nobody else is answered. */
const longestMs = 100;
/** No time is short enough to leave out the other runs. */
const enoughMs = 0;

/** For how long the control plane answers nobody else, at most, because of one template. */
export const templates: Benchmark = {
  figures: [
    { name: 'attacks', title: 'A template that tries to take all time', unit: 'ms', atMost: longestMs },
    { name: 'templates', title: 'The largest templates of CloudFormation', unit: 'ms', atMost: longestMs },
  ],
  measure({ say }) {
    say('rendering templates that try to take all time, and the largest ones');
    const attacks = slowest(BOMBS, (template) => void render(template, {}));
    const escapesMs = cpuTimeMs((attempt) => ESCAPES.map((each) => render(`${each}${attempt}`, {})), enoughMs);
    const large = slowest(LARGEST, (template) => void refusal(template));
    return Promise.resolve([
      { value: attacks.ms, detail: `${attacks.name}; ${ESCAPES.length} ways out together ${escapesMs.toFixed(0)} ms` },
      { value: large.ms, detail: large.name },
    ]);
  },
};

/** @param run - is given the template with a comment of its own, so that nothing need be remembered */
function slowest(named: Readonly<Record<string, string>>, run: (template: string) => void) {
  const timed = Object.entries(named).map(([name, template]) => ({
    name,
    ms: cpuTimeMs((attempt) => run(`${template}\n#${attempt}`), enoughMs),
  }));
  return timed.reduce((most, each) => (each.ms > most.ms ? each : most));
}
