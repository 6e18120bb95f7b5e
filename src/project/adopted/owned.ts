/** What the rendering of an adopted service reads of its owner's files. */
import type { SourceDocument } from '../../template/model.ts';

/**
 * The owner's files without the parts of ours, by path in the service: the template, and what `adopted.files` names, where it
 * can be read. Of one that holds parts of ours the data has them no more, and knows no places.
 */
export type OwnedFiles = ReadonlyMap<string, SourceDocument>;
