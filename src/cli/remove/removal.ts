/** One kind of what `remove` takes out. */
import type { Change } from '../change.ts';
import type { Service } from '../service.ts';

export interface Removal {
  /** What its name is, as the error says that misses it. */
  readonly needs: string;
  /** As the hint of an error shows it. */
  readonly example: string;
  /** @throws UserError if there is none of that name, or it has to stay */
  readonly change: (name: string, service: Service) => Change;
}
