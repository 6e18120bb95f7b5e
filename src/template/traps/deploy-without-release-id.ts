import { samCommands } from './neighbours.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'deploy-without-release-id',
    severity: 'warning',
    why: 'A bare `sam deploy` on a stack that exists keeps the last ReleaseId, so no version is published: new code gets no traffic, and nothing is gated.',
    instead: '`fitness-serverless deploy --env <environment>`, which makes a new ReleaseId for every attempt.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-deploy.html',
  },
  *find(context) {
    const parameter = context.releaseParameter();
    if (parameter === undefined || context.hooks.size === 0) return;
    for (const { text, file, name, location } of context.neighbours.commands()) {
      if (!samCommands(text, 'deploy').some((options) => !options.includes('--parameter-overrides'))) continue;
      yield { message: `${file} (${name}) deploys with the last ${parameter}, so the release is not gated`, location };
    }
  },
});
