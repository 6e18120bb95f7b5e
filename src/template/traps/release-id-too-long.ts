import { defineTrap } from './trap.ts';

/** Does the pattern, or the length, keep a value to ten characters? */
function isBounded({
  AllowedPattern: pattern,
  MaxLength: length,
  AllowedValues: values,
}: Readonly<Record<string, unknown>>): boolean {
  if (Number(length) <= 10) return true;
  if (Array.isArray(values)) return values.every((value) => String(value).length <= 10);
  // A class of characters, so often, or nothing: anything else is not worth to be read.
  const whole = String(pattern).replace(/^\^\((.*)\)\?\$$/, '^$1$');
  const [, least, most] = /^\^?\[[^\]]+\]\{(\d+)(?:,(\d+))?\}\$?$/.exec(whole) ?? [];
  return Number(most ?? least) <= 10;
}

export default defineTrap({
  meta: {
    code: 'release-id-too-long',
    severity: 'warning',
    why: 'Only the first ten characters make the version’s logical id: two longer ids that begin alike are the same release, without deployment and without gate.',
    instead: '`AllowedPattern: ^[a-z0-9]{10}$`.',
    docs: 'https://github.com/aws/serverless-application-model/issues/1497',
  },
  *find(context) {
    const name = context.releaseParameter();
    const parameter = name === undefined ? undefined : context.parameter(name);
    if (name === undefined || !parameter || isBounded(parameter)) return;
    const message = `${name} may be longer than ten characters, of which only the first ten count`;
    const sound = parameter.Default === undefined || /^"?[a-z0-9]{10}"?$/.test(JSON.stringify(parameter.Default));
    const fix = [{ path: ['Parameters', name, 'AllowedPattern'], set: '^[a-z0-9]{10}$' }];
    yield { message, location: context.atSource(['Parameters', name]), ...(sound && { fix }) };
  },
});
