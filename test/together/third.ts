import {declareTests} from './load.ts';

declareTests(2, 3);
