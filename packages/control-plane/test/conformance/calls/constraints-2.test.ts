import { testConstraints } from './constraints.ts';

testConstraints(1, 3);
