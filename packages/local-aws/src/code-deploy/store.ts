import type { CodeDeployState, Deployment, GroupDefinition } from './state.ts';

/** What there is now. Each change makes a new state of it, so that an old one can be asked, too. */
export class CodeDeployStore {
  #state: CodeDeployState = { groups: [], deployments: [] };
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get state(): CodeDeployState {
    return this.#state;
  }

  set(state: Partial<CodeDeployState>): void {
    this.#state = { ...this.#state, ...state };
    this.#onChange();
  }

  find(id: string): Deployment | undefined {
    return this.#state.deployments.find((deployment) => deployment.id === id);
  }

  add(deployment: Deployment): void {
    this.set({ deployments: [...this.#state.deployments, deployment] });
  }

  put(deployment: Deployment): void {
    const deployments = this.#state.deployments.map((known) => (known.id === deployment.id ? deployment : known));
    this.set({ deployments });
  }
}

export function findGroup(
  { groups }: CodeDeployState,
  { application, group }: Pick<GroupDefinition, 'application' | 'group'>,
): GroupDefinition | undefined {
  return groups.find((known) => known.application === application && known.group === group);
}
