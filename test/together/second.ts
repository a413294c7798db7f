import {declareTests} from './load.ts';

declareTests(1, 2);
