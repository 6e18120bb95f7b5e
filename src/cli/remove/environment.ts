/** `remove environment <name>`: `add environment` in reverse. What is deployed there is nobody's business but its owner's. */
import { nearest } from '../../config/nearest.ts';
import { UserError } from '../../errors.ts';
import { CONFIG_FILE } from '../service.ts';
import { tableThatStays } from '../samconfig-of-owner.ts';
import type { Removal } from './removal.ts';

export const environmentRemoval: Removal = {
  needs: 'a name',
  example: '`remove environment staging`',
  change: (name, service) => {
    const names = Object.keys(service.config.environments);
    refuse(name, names);
    const last = names.filter((other) => other !== name).at(-1);
    return {
      edits: [{ path: ['environments', name], remove: true }],
      notes: [
        `No stack is touched: what is deployed of ${name} stays until you delete it.`,
        ...tableThatStays(service, name),
        ...(names.at(-1) === name ? [`${last} is the last now: the one that is meant without --env.`] : []),
      ],
      nothing: '',
    };
  },
};

function refuse(name: string, names: readonly string[]): void {
  if (!names.includes(name)) {
    const near = nearest(name, names);
    throw new UserError('unknown-environment', `${CONFIG_FILE} has no environment ${JSON.stringify(name)}.`, {
      hint: near ? `Did you mean ${near}?` : `There are ${names.join(', ')}.`,
    });
  }
  if (names.length === 1)
    throw new UserError('only-environment', `${name} is the only environment of ${CONFIG_FILE}.`, {
      hint: 'A service has at least one. Add the other one first: `add environment NAME`.',
    });
}
