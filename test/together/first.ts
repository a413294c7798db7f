import {declareTests} from './load.ts';

declareTests(0, 2);
