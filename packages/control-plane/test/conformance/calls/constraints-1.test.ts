import { testConstraints } from './constraints.ts';

testConstraints(0, 3);
