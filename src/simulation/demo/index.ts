export { runDemo } from './runDemo.ts';
