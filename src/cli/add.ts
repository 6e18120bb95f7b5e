/** `add check|environment|function`: what a service can have one more of. */
import { nearest } from '../config/nearest.ts';
import { UserError } from '../errors.ts';
import type { Addition } from './add/addition.ts';
import { checkAddition } from './add/check.ts';
import { environmentAddition } from './add/environment.ts';
import { functionAddition } from './add/function.ts';
import type { Values } from './options.ts';
import { findService } from './service.ts';
import type { Run } from './terminal.ts';

const ADDITIONS: Readonly<Record<string, Addition>> = {
  check: checkAddition,
  environment: environmentAddition,
  function: functionAddition,
};

export const run: Run<'add'> = async ({ values, positionals, terminal }) => {
  const [what, ...names] = positionals;
  const addition = additionOf(what);
  refuseForeign(what ?? '', addition, values);
  const most = values.custom === undefined ? 1 : 0;
  if (names.length > most)
    throw new UserError('unexpected-argument', `Unexpected argument ${JSON.stringify(names[most])}.`, {
      hint: `Write ${addition.example}.`,
    });
  return addition.add({ name: names[0], values, terminal, service: findService(terminal.cwd) });
};

function additionOf(what: string | undefined): Addition {
  const found = what !== undefined && Object.hasOwn(ADDITIONS, what) ? ADDITIONS[what] : undefined;
  if (found) return found;
  const near = what === undefined ? undefined : nearest(what, Object.keys(ADDITIONS));
  const said = what === undefined ? 'Nothing to add is named.' : `${JSON.stringify(what)} cannot be added.`;
  const examples = Object.values(ADDITIONS).map(({ example }) => example);
  throw new UserError('nothing-to-add', said, {
    hint: near ? `Did you mean \`add ${near}\`?` : `Write ${examples.join(', or ')}.`,
  });
}

/** Options that say something of another kind. */
function refuseForeign(what: string, { options }: Addition, values: Values<'add'>): void {
  const others = Object.values(ADDITIONS).flatMap((addition) => addition.options);
  const foreign = others.find((name) => values[name] !== undefined && !options.includes(name));
  if (foreign === undefined) return;
  const own = options.map((name) => `--${name}`).join(', ');
  throw new UserError(
    'foreign-option',
    `--${foreign} says nothing of ${what === 'environment' ? 'an' : 'a'} ${what}.`,
    {
      hint: `\`add ${what}\` knows ${own}.`,
    },
  );
}
