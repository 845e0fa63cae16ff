import { testConstraints } from './constraints.ts';

testConstraints(2, 3);
