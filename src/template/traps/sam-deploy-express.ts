import { samCommands } from './neighbours.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'sam-deploy-express',
    severity: 'error',
    why: '`sam deploy --express` is not known to run traffic hooks.',
    instead: 'Deploy without `--express` wherever deployments are gated.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-deploy.html',
  },
  *find(context) {
    if (context.hooks.size === 0) return;
    for (const { text, file, name, location } of context.neighbours.commands()) {
      if (samCommands(text, 'deploy').some((options) => /\s--express\b/.test(options))) {
        yield { message: `${file} (${name}) deploys with --express, perhaps past the gate`, location };
      }
    }
    for (const { environment, command, parameters, locate } of context.neighbours.samconfig()) {
      if (command === 'deploy' && parameters.express === true) {
        yield {
          message: `samconfig.toml deploys ${environment} with express, perhaps past the gate`,
          location: locate('express'),
        };
      }
    }
  },
});
