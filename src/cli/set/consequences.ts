/** What else follows from a changed answer, or does not, which nobody reads off the files. */
import { editData, type Edit } from '../../template/edit.ts';
import { own } from '../../template/resolve/values.ts';
import { regionNotes, stackNote, type Regions } from '../samconfig-of-owner.ts';
import type { Service } from '../service.ts';

type Noted = Pick<Service, 'config' | 'configDocument' | 'samconfig'>;

interface Consequence {
  /** Of the answer. */
  readonly key: RegExp;
  /** A sentence each, for a service that this tool made. */
  readonly created: string;
  /** The stacks of an adopted one are named and placed by its owner. */
  readonly adopted: (service: Noted, after: unknown) => readonly string[];
}

const STAYS = 'What is deployed stays in its Region until you delete its stack there.';

const CONSEQUENCES: readonly Consequence[] = [
  {
    key: /^service$/,
    created:
      'Stacks are named by the service: the next deployment makes new ones, and the old ones stay until you delete them.',
    adopted: (service) => [stackNote(service)],
  },
  {
    key: /^(?:environments\.[^.]+\.)?region$/,
    created: STAYS,
    adopted: (service, after) => [...regionNotes(service, regionsOf(after)), STAYS],
  },
];

/** A sentence each. */
export function consequences(edits: readonly Edit[], service: Noted): string[] {
  const { config, configDocument } = service;
  const keys = edits.map(({ path }) => path.join('.'));
  const after = editData(configDocument?.data, edits);
  return CONSEQUENCES.filter(({ key }) => keys.some((name) => key.test(name))).flatMap(({ created, adopted }) =>
    config.adopted ? adopted(service, after) : [created],
  );
}

function regionsOf(data: unknown): Regions {
  const environments = own(data, 'environments') as object;
  const regions = Object.keys(environments).map((name): [string, string | undefined] => {
    const region = own(own(environments, name), 'region') ?? own(data, 'region');
    return [name, typeof region === 'string' ? region : undefined];
  });
  return Object.fromEntries(regions);
}
