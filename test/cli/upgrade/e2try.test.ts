import { test } from '@jest/globals';
import { thisVersion } from '../../support/new-version.ts';
test('x', () => { console.log(thisVersion().root); }, 300000);
