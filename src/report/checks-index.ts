/** The index of the checks' documentation, by category, as Markdown. */
import type { Category, Check } from '../checks/check.ts';

export const CATEGORIES: readonly Category[] = ['security', 'reliability', 'performance', 'cost', 'operations'];

export function checksIndex(checks: readonly Check[]): string {
  const sections = CATEGORIES.flatMap((category) => {
    const own = checks.filter(({ meta }) => meta.category === category);
    if (own.length === 0) return [];
    const rows = own.map((check) => {
      const { id, title, severity, weight } = check.meta;
      return `| [${id}](${id}.md) | ${title.replaceAll('|', '\\|')} | ${severity} | ${weight} | ${check.fix ? 'yes' : ''} |`;
    });
    const head = '| check | what passes | severity | weight | fix |\n| --- | --- | --- | --- | --- |';
    return [`## ${category.charAt(0).toUpperCase()}${category.slice(1)}`, `${head}\n${rows.join('\n')}`];
  });
  const intro = `The ${checks.length} checks that come with the tool. [How a check works](../checks.md): its results, strict mode, suppressions, and writing one. The command \`explain <check>\` shows these pages; it takes the names of AWS Config, Security Hub, Control Tower, cfn-guard, cdk-nag, checkov and cfn_nag, too.`;
  return `# Checks\n\n${intro}\n\n${sections.join('\n\n')}\n`;
}
