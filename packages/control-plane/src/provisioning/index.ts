/** Stacks that are not there: what CloudFormation would have made of a template. */
export { NotCloudFormationError } from './cloudformation-template.ts';
export { type SimulatedStack, simulateStack } from './simulate-stack.ts';
export { outlineProblem, templateProblem } from './template-problem.ts';
