import {
  defineCheck,
  fail,
  isGiven,
  isPartialString,
  isUndetermined,
  literal,
  pass,
  unreadable,
  type Value,
} from 'create-fitness-serverless/check';

/** What the issuer of a secret makes it look like. */
const SECRETS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/(?<![A-Z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/, 'an access key of AWS'],
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY/, 'a private key'],
  [/\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60})/, 'a token of GitHub'],
  [/\bglpat-[\w-]{20}/, 'a token of GitLab'],
  [/\bxox[abprs]-[\w-]{10}/, 'a token of Slack'],
  [/\bhooks\.slack\.com\/services\/T\w{6,12}\/B\w{6,12}\/\w{16}/, 'a webhook of Slack'],
  [/\b[rs]k_live_[A-Za-z0-9]{16}/, 'a key of Stripe'],
  [/\bAIza[\w-]{35}/, 'a key of Google'],
  [/\bSG\.[\w-]{16,32}\.[\w-]{16}/, 'a key of SendGrid'],
  [/\bnpm_[A-Za-z0-9]{36}/, 'a token of npm'],
  [/\beyJ[\w-]{8,400}\.eyJ[\w-]{8,400}\.[\w-]{8}/, 'a signed token (JWT)'],
  [/^[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@]{0,200}:[^\s/@]{1,200}@/i, 'a URL with a password'],
];

/** Words of a name that promise a secret … */
const SECRET_NAME =
  /((PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN)|(^|_)(PWD|CREDENTIALS?)|(API|ACCESS|PRIVATE|SECRET|SIGNING|ENCRYPTION|MASTER|LICENSE)_?KEY)(_|$)/;

/** … unless they go on to say that it is about one, or where one is. */
const ABOUT_SECRET =
  /_(ALIAS|ALGORITHM|ARN|AUDIENCE|BUCKET|CLASS|COUNT|DAYS|ENABLED|ENDPOINT|ENV|EXPIRATION|EXPIRY|FIELD|FILE|FORMAT|HASHER|HEADER|HOST|HOURS|ID|ISSUER|LENGTH|LIFETIME|LIMIT|LOCATION|MAX|MIN|MINUTES|MODE|NAMES?|PARAM|PARAMETER|PATH|POLICY|PREFIX|PROVIDER|QUEUE|REGION|REQUIRED|ROTATION|SCOPES?|SECONDS|SERVICE|SIZE|SOURCE|STAGE|STORE|SUFFIX|TABLE|TIMEOUT|TOPIC|TTL|TYPE|URI|URL|USE|VERSION)$/;

/** A value that names a secret, and does not hold it: an ARN, a path, nothing but a switch. */
const NAMES_SECRET = /^(arn:|\/[\w./-]+$|[a-z0-9_-]+(\/[a-z0-9_.-]+)+$|(true|false)$)/;

/**
 * Whoever may read the configuration of a function reads its environment. A reference to a parameter, a resource or a secret
 * (`{{resolve:secretsmanager:…}}`) keeps it out of the template at least.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export default defineCheck({
  meta: {
    id: 'lambda-environment-no-plaintext-secrets',
    title: 'The environment of functions holds no secrets in plain text',
    why: 'A secret in a template is read by all who can read the repository, the stack or the function, and stays in their history.',
    remedy: 'keep it in Secrets Manager, hand the function its ARN, and revoke what has stood in the template',
    category: 'security',
    severity: 'high',
    weight: 7,
    resourceTypes: ['AWS::Lambda::Function'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
    references: { checkov: ['CKV_AWS_45'] },
    liveActions: ['lambda:GetFunctionConfiguration'],
  },

  evaluate(lambda) {
    const variables = lambda.get('Environment', 'Variables');
    if (isUndetermined(variables)) return unreadable(variables);
    if (variables.state === 'absent') return pass();
    let open: Value | undefined;
    for (const name of Object.keys(variables.value as object)) {
      const value = lambda.get('Environment', 'Variables', name);
      const what = secretIn(name, value);
      // The path alone: a verdict must not repeat the secret.
      if (what !== undefined) return fail(`its variable ${name} holds ${what}`, value.path);
      if (isUndetermined(value) && isGiven(lambda, 'Environment', 'Variables', name) === 'unknown') open ??= value;
    }
    return open ? unreadable(open) : pass(variables.path);
  },
});

/** What the variable holds in plain text, as far as it is written in the template. */
function secretIn(name: string, value: Value): string | undefined {
  const text = literal(value);
  const resolved = value.state === 'partial' ? value.value : undefined;
  const parts = text === undefined && isPartialString(resolved) ? resolved.parts : [text];
  const texts = parts.filter((part) => typeof part === 'string');
  const found = SECRETS.find(([pattern]) => texts.some((part) => pattern.test(part)));
  if (found) return found[1];
  return text && promisesSecret(name) && !NAMES_SECRET.test(text) ? 'a secret in plain text' : undefined;
}

/** `dbPassword` and `DB_PASSWORD` alike. */
function promisesSecret(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase();
  return SECRET_NAME.test(words) && !ABOUT_SECRET.test(words);
}
