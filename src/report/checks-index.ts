/** The index of the checks' documentation, by category, as Markdown. */
import type { Category, Check } from '../checks/check.ts';

export const CATEGORIES: readonly Category[] = ['security', 'reliability', 'performance', 'cost', 'operations'];

export function checksIndex(checks: readonly Check[]): string {
  const sections = CATEGORIES.flatMap((category) => {
    const own = checks.filter(({ meta }) => meta.category === category);
    if (own.length === 0) return [];
    const rows = own.map((check) => {
      const { id, title, severity, weight, recommended } = check.meta;
      const byDefault = recommended === false ? '' : 'yes';
      return `| [${id}](${id}.md) | ${title.replaceAll('|', '\\|')} | ${severity} | ${weight} | ${byDefault} | ${check.fix ? 'yes' : ''} |`;
    });
    const head = '| check | what passes | severity | weight | default | fix |\n| --- | --- | --- | --- | --- | --- |';
    return [`## ${category.charAt(0).toUpperCase()}${category.slice(1)}`, `${head}\n${rows.join('\n')}`];
  });
  const standard = checks.filter(({ meta }) => meta.recommended !== false).length;
  const intro = `The ${checks.length} checks that come with the tool. ${standard} are the default set, which new services start with and which judges templates without a fitness.yaml; the others run where fitness.yaml enables them. [How a check works](../checks.md): its results, strict mode, suppressions, and writing one. The command \`explain <check>\` shows these pages; it takes the names of AWS Config, Security Hub, Control Tower, cfn-guard, cdk-nag, checkov and cfn_nag, too.`;
  return `# Checks\n\n${intro}\n\n${sections.join('\n\n')}\n`;
}
