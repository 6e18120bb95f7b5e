import { own } from '../resolve/values.ts';
import { samCommands } from './neighbours.ts';
import { defineTrap } from './trap.ts';

/** A release id made of a clock, a commit or chance. */
const MADE = /\brelease_?id=["']?(\$\((?!aws )|`|\$\{?(CODEBUILD|RANDOM|GITHUB|COMMIT))/i;

export default defineTrap({
  meta: {
    code: 'release-id-in-build-stage',
    severity: 'warning',
    why: 'A ReleaseId that is made before the deploying stage is the same when the pipeline retries: the version exists already and nothing is gated.',
    instead: 'Make it where `sam deploy` runs, anew for every attempt, as `fitness-serverless deploy` does.',
    docs: 'https://github.com/aws/serverless-application-model/issues/1497',
  },
  *find(context) {
    const build = context.neighbours.commands().filter(({ file }) => file === 'buildspec.yml');
    if (build.some(({ text }) => samCommands(text, 'deploy').length > 0 || /\bdeploy(:|\b)/.test(text))) return;
    for (const { text, name, location } of build) {
      if (!MADE.test(text)) continue;
      yield {
        message: `buildspec.yml makes the release id in the phase ${name} and does not deploy: a retry would replay it`,
        location,
      };
    }
    const document = context.neighbours.document('buildspec.yml');
    const variables = own(own(document?.data, 'env'), 'variables');
    for (const name of Object.keys(typeof variables === 'object' && variables !== null ? variables : {})) {
      if (!/^release_?id$/i.test(name) || !own(variables, name)) continue;
      yield {
        message: `buildspec.yml fixes ${name}, so every build has the same`,
        location: document?.locate(['env', 'variables', name]),
      };
    }
  },
});
