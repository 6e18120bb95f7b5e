/** AWS as a person at a desk has it: where, as whom, and what to do when it refuses. */
import { UserError } from '../errors.ts';
import type { ReadError } from '../live/denied.ts';

/** Where and as whom AWS is asked; what is absent the environment decides. */
export interface Access {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/** As settings of a client. */
export function accessSettings({ region, profile }: Access): { region?: string; profile?: string } {
  return { ...(region && { region }), ...(profile && { profile }) };
}

/** What the SDK throws before anything is sent: no credentials, an expired session, a profile or Region that is not there. */
const UNCONFIGURED = /^(CredentialsProviderError|TokenProviderError|ProviderError)$|Region is missing/;

/** A call that failed, as something that its reader can act on. */
export function awsFailure({ message, action, denied, cause }: ReadError, stack: string): UserError {
  const { name, message: reason } = cause instanceof Error ? cause : { name: '', message };
  if (denied)
    return new UserError('aws-denied', `AWS denies ${action}: ${reason}`, {
      kind: 'incomplete',
      hint: 'Use a role or profile that may do it (--profile).',
      cause,
    });
  if (UNCONFIGURED.test(name) || UNCONFIGURED.test(reason))
    return new UserError('aws-not-configured', `There are no AWS credentials to use: ${reason}`, {
      hint: 'Sign in (`aws login` or `aws sso login`), or choose a profile with --profile and a Region with --region.',
      cause,
    });
  if (name === 'ValidationError' && reason.includes('does not exist'))
    return new UserError('no-stack', `There is no stack ${stack}.`, {
      hint: 'Check --env, --stack-name, --region and --profile.',
      cause,
    });
  return new UserError('aws-failed', message, { kind: 'incomplete', hint: 'Run the command again.', cause });
}
