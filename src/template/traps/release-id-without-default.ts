import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'release-id-without-default',
    severity: 'error',
    why: 'Without a default the parameter has no value when SAM transforms the template, and the transform refuses it.',
    instead: '`Default: local00000`.',
    docs: 'https://github.com/aws/serverless-application-model/issues/3820',
  },
  *find(context) {
    const name = context.releaseParameter();
    if (name === undefined || context.parameter(name)?.Default !== undefined) return;
    const message = `${name} has no default, so the SAM transform fails wherever it is not given`;
    yield { message, location: context.atSource(['Parameters', name]) };
  },
});
