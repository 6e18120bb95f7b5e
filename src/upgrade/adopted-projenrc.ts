/** A `.projenrc` declares whole files; those of an adopted service are its owner's, and hold parts of ours. */
import type { AdoptedConfig } from '../config/config.ts';
import { UserError } from '../errors.ts';

/** @throws UserError `adopted-projenrc` if the files of an adopted service are declared by a `.projenrc` */
export function refuseAdoptedProjenrc(adopted: AdoptedConfig | undefined): void {
  if (!adopted) return;
  throw new UserError(
    'adopted-projenrc',
    `This service was adopted: ${adopted.template} is yours, and a .projenrc would declare the whole of it.`,
    { hint: 'Go on without a .projenrc: `upgrade` puts what is new into your files.' },
  );
}
