/** Fitness on a dashboard that a team made itself: its widgets stay as they are, ours are replaced where they stand. */
import type { Widget } from './release-dashboard.ts';

/** A dashboard takes no more. */
const MOST_WIDGETS = 500;

type Unplaced = Pick<Widget, 'type' | 'properties'>;

/**
 * The body with our widgets in it.
 *
 * @param body JSON as CloudWatch has it
 * @param marker what the titles of our widgets begin with
 * @throws Error if it is no dashboard's body, or has no room
 */
export function withFitness(body: string, own: readonly Unplaced[], marker: string): string {
  const dashboard = parsed(body);
  const found = new Map(
    dashboard.widgets.flatMap((widget) => (isOurs(widget, marker) ? [[titleOf(widget), widget]] : [])),
  );
  const wanted = new Map(own.map((widget) => [titleOf(widget), widget]));
  const placed = new Set<string>();
  const kept = dashboard.widgets.flatMap((widget) => {
    if (!isOurs(widget, marker)) return [widget];
    const title = titleOf(widget);
    const ours = wanted.get(title);
    if (!ours || placed.has(title)) return [];
    placed.add(title);
    return [{ ...(widget as object), ...ours }];
  });
  const bottom = Math.max(0, ...dashboard.widgets.map(bottomOf));
  const added = own
    .filter((widget) => !found.has(titleOf(widget)))
    .map((widget, index) => ({ ...widget, x: 0, y: bottom + index * 6, width: 24, height: 6 }));
  const widgets = [...kept, ...added];
  if (widgets.length > MOST_WIDGETS) throw new Error(`it would have ${widgets.length} widgets, and 500 are allowed`);
  return JSON.stringify({ ...dashboard, widgets });
}

/** Does it show our widgets, as they are to be? CloudWatch may write the same body in another order. */
export function hasFitness(body: string, own: readonly Unplaced[], marker: string): boolean {
  const shown = parsed(body).widgets.filter((widget) => isOurs(widget, marker));
  const text = ({ type, properties }: Unplaced) => canonical({ type, properties });
  const texts = new Set(shown.map((widget) => text(widget as Unplaced)));
  return shown.length === own.length && own.every((widget) => texts.has(text(widget)));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
}

function parsed(body: string): Record<string, unknown> & { widgets: unknown[] } {
  let dashboard: unknown;
  try {
    dashboard = JSON.parse(body);
  } catch {
    // said below
  }
  if (typeof dashboard === 'object' && dashboard !== null && 'widgets' in dashboard && Array.isArray(dashboard.widgets))
    return dashboard as Record<string, unknown> & { widgets: unknown[] };
  throw new Error('it has no widgets, so it is no dashboard that anything can be put into');
}

function isOurs(widget: unknown, marker: string): boolean {
  const title = titleOf(widget);
  return title === marker || title.startsWith(`${marker} `);
}

function titleOf(widget: unknown): string {
  const { properties } = (widget ?? {}) as { properties?: { title?: unknown } | null };
  return typeof properties?.title === 'string' ? properties.title : '';
}

function bottomOf(widget: unknown): number {
  const { y, height } = (widget ?? {}) as { y?: unknown; height?: unknown };
  return (typeof y === 'number' ? y : 0) + (typeof height === 'number' ? height : 6);
}
