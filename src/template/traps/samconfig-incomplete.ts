import { quoteList } from './context.ts';
import { overrideNames } from './neighbours.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'samconfig-incomplete',
    severity: 'error',
    why: 'A table of samconfig.toml inherits nothing from `[default]`: the deployment of that environment fails for want of a parameter.',
    instead: 'Name every parameter without default in `parameter_overrides` of each environment.',
    docs: 'https://github.com/aws/aws-sam-cli/issues/9048',
  },
  *find(context) {
    const required = context.requiredParameters();
    const tables = context.neighbours.samconfig();
    for (const { environment, command, parameters, locate } of tables) {
      if (command !== 'deploy') continue;
      const shared = tables.find((table) => table.environment === environment && table.command === 'global');
      const given = overrideNames(parameters.parameter_overrides ?? shared?.parameters.parameter_overrides);
      const missing = required.filter((name) => !given.includes(name));
      // A table that only says yes to questions, and asks for the parameters.
      if (missing.length === 0 || parameters.guided === true) continue;
      const message = `samconfig.toml deploys ${environment} without the parameters ${quoteList(missing)}`;
      yield { message, location: locate('parameter_overrides') };
    }
  },
});
