import { serviceAt } from 'create-fitness-serverless';
import { GoldenPath } from './golden-path.ts';

new GoldenPath({ ...serviceAt(import.meta.dirname), team: '@example/orders' }).synth();
