import { quoteList } from './context.ts';
import { overrideNames, samCommands } from './neighbours.ts';
import { defineTrap } from './trap.ts';

/** The parameters that a command gives; undefined if none, or if only the shell knows. */
function givenOverrides(options: string): string[] | undefined {
  const [, after] = options.split('--parameter-overrides');
  const given = after?.replace(/\s--[a-z].*/, '');
  if (given === undefined || /file:\/\//.test(given)) return undefined;
  const words = given.split(/\s+/).filter((word) => !word.includes('=') && /[$`]/.test(word));
  return words.length > 0 ? undefined : overrideNames(given);
}

export default defineTrap({
  meta: {
    code: 'partial-parameter-overrides',
    severity: 'error',
    why: '`--parameter-overrides` replaces the whole list of samconfig.toml: what it does not name falls back to its default, or fails.',
    instead:
      'Let `fitness-serverless deploy --env <environment>` pass the environment’s whole set and make the ReleaseId.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html',
  },
  *find(context) {
    const configured = context.neighbours
      .samconfig()
      .flatMap(({ command, parameters }) =>
        command === 'deploy' ? overrideNames(parameters.parameter_overrides) : [],
      );
    const needed = new Set([...configured, ...context.requiredParameters()]);
    for (const { text, file, name, location } of context.neighbours.commands()) {
      for (const options of samCommands(text, 'deploy')) {
        const given = givenOverrides(options);
        if (given === undefined) continue;
        const missing = [...needed].filter((parameter) => !given.includes(parameter));
        if (missing.length === 0) continue;
        const message = `${file} (${name}) deploys without the parameters ${quoteList(missing)}`;
        yield { message, location };
      }
    }
  },
});
