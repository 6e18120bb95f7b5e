import { defineTrap } from './trap.ts';

/** A value that no deployment makes, and the pattern that it fits. */
const DEFAULT = 'local00000';
const SOUND = '^[a-z0-9]{10}$';

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
    const fix = [{ path: ['Parameters', name, 'Default'], set: DEFAULT }];
    const fits = context.parameter(name)?.AllowedPattern ?? SOUND;
    yield { message, location: context.atSource(['Parameters', name]), ...(fits === SOUND && { fix }) };
  },
});
