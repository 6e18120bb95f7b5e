/** Every check against the cases beside this file, `<service>/<id>.cases.ts`, which its documentation page shows too. */
import { catalogue, checkSource } from '../../src/checks/catalogue.ts';
import { checkTester, type CheckCases } from '../../src/checks/testing.ts';

for (const check of catalogue) {
  const file = checkSource(check.meta.id).path.replace(/\.ts$/, '.cases.ts');
  const { default: cases } = (await import(`./${file}`)) as { default: CheckCases };
  checkTester(check, cases);
}
