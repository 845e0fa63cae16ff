/** Stacks that are not there: what CloudFormation would have made of a template. */
export { checkTemplateSize, templateProblem } from './cloudformation-template.ts';
export { type SimulatedStack, simulateStack } from './simulate-stack.ts';
