/** Drift for a person: property by property, then what it does to verdicts. */
import type { Drift } from '../live/drift.ts';
import { plain, styleOf } from './text.ts';
import { counted } from './words.ts';

export interface DriftReport extends Drift {
  readonly stack: string;
  readonly verdicts: readonly {
    readonly check: string;
    readonly resource: string;
    readonly template: string;
    readonly deployed: string;
    readonly message: string;
  }[];
  /** Parts of the stack that could not be read at all. */
  readonly unread: readonly string[];
}

/** Characters of a value that are shown. */
const LONGEST = 200;

export function renderDrift(report: DriftReport, { color }: { readonly color: boolean }): string {
  const style = styleOf(color);
  const { drifted, found, unknown, unread, verdicts } = report;
  const blocks = [
    ...drifted.map(({ resource, type, property, template, deployed }) => [
      `${style.bold(plain(resource))} ${style.dim(type)} ${plain(property)}`,
      `  template  ${shown(template)}`,
      `  deployed  ${style.red(shown(deployed))}`,
    ]),
    ...found.map(({ resource, type }) => [
      `${style.bold(plain(resource))} ${style.dim(type)} is deployed, and in no template`,
    ]),
    ...(verdicts.length > 0
      ? [
          [
            'Verdicts that differ:',
            ...verdicts.map(
              (each) =>
                `  ${plain(each.resource)} ${each.check}: ${each.template} by the template, ${each.deployed} as deployed: ${plain(each.message)}`,
            ),
          ],
        ]
      : []),
    ...(unknown.length + unread.length > 0
      ? [
          [
            'Not known:',
            ...unread.map((message) => `  ${plain(message)}`),
            ...unknown.map(
              ({ resource, property, reason }) =>
                `  ${plain([resource, property].filter(Boolean).join('.'))}: ${plain(reason)}`,
            ),
          ],
        ]
      : []),
  ];
  const count = drifted.length + found.length;
  const sum =
    count > 0
      ? `${report.stack}: ${counted(count, 'difference')} between what is deployed and the template`
      : `${report.stack}: no drift in what checks read`;
  return `${[...blocks.map((lines) => lines.join('\n')), plain(sum)].join('\n\n')}\n`;
}

function shown(value: unknown): string {
  const text = plain(value === undefined ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
