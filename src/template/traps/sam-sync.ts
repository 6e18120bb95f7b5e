import { samCommands } from './neighbours.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'sam-sync',
    severity: 'error',
    why: '`sam sync` moves code, and with `--code` the alias itself, past CodeDeploy and every hook.',
    instead:
      'Deploy with `fitness-serverless deploy --env <environment>`; use `sam sync` on stacks of your own only, and not from the repository’s scripts.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/using-sam-cli-sync.html',
  },
  *find(context) {
    if (context.hooks.size === 0) return;
    for (const { text, file, name, location } of context.neighbours.commands()) {
      if (samCommands(text, 'sync').length > 0)
        yield { message: `${file} (${name}) runs sam sync, which goes past the gate`, location };
    }
  },
});
