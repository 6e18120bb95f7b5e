import { quoteList } from './context.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'environment-default',
    severity: 'warning',
    why: 'A deployment that forgets the environment lands in the default one without a word.',
    instead: 'No `Default` for a parameter that each environment of samconfig.toml sets.',
    docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html',
  },
  *find(context) {
    const tables = context.neighbours.samconfig().filter(({ command }) => command === 'deploy');
    const environments = [...new Set(tables.map(({ environment }) => environment))].filter(
      (name) => name !== 'default',
    );
    if (environments.length < 2) return;
    for (const name of Object.keys(context.template.parameters)) {
      if (!/^(env|environment|stage)(name)?$/i.test(name) || context.parameter(name)?.Default === undefined) continue;
      const message = `${name} has a default although there are several environments (${quoteList(environments)})`;
      yield { message, location: context.atSource(['Parameters', name, 'Default']) };
    }
  },
});
