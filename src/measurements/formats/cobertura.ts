import { coverageCounts, type CoverageCounts } from './counts.ts';

/** Beyond this no report has its first element. */
const HEAD = 64 * 1024;

/** A report without counts says a rate of at most six places. */
const PARTS = 1_000_000;

/**
 * The sums are attributes of the root element: `lines-covered` of `lines-valid`, or only the rate (0…1) in older ones.
 * https://raw.githubusercontent.com/cobertura/web/master/htdocs/xml/coverage-04.dtd
 */
export function countsOfCobertura(text: string): CoverageCounts | undefined {
  const root = rootElement(text.slice(0, HEAD));
  if (root?.name !== 'coverage') return undefined;
  const counts = (kind: 'lines' | 'branches', rate: string): readonly [number, number] => {
    const total = root.attributes.get(`${kind}-valid`);
    const covered = root.attributes.get(`${kind}-covered`);
    if (total !== undefined && covered !== undefined) return [Number(covered), Number(total)];
    const part = Number(root.attributes.get(rate) ?? NaN);
    return [Math.round(part * PARTS), PARTS];
  };
  return coverageCounts(counts('lines', 'line-rate'), counts('branches', 'branch-rate'));
}

/** Past the declaration, the document type and comments; none of what they could nest is in these reports. */
function rootElement(text: string): { name: string; attributes: ReadonlyMap<string, string> } | undefined {
  let at = text.indexOf('<');
  while (at >= 0) {
    if (text.startsWith('<!--', at)) at = text.indexOf('-->', at);
    else if (!text.startsWith('<?', at) && !text.startsWith('<!', at)) break;
    if (at < 0) return undefined;
    at = text.indexOf('<', at + 1);
  }
  const end = at < 0 ? -1 : text.indexOf('>', at);
  if (end < 0) return undefined;
  const element = text.slice(at + 1, end);
  const attributes = [...element.matchAll(/(?<=\s)([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
  return {
    name: /^[\w:-]*/.exec(element)?.[0] ?? '',
    attributes: new Map(attributes.map(([, name = '', double, single]) => [name, double ?? single ?? ''])),
  };
}
