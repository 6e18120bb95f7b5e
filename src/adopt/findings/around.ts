/** What lies around the template: the stacks that it nests, and what deploys it. */
import type { Finding } from '../model.ts';
import { folderOf, nameIn } from '../survey/folder.ts';
import { nestedIn } from '../survey/templates.ts';
import type { Find } from './subject.ts';

export const findNested: Find = ({ context, survey }) =>
  nestedIn(context.document, survey.template).map(({ id, path }): Finding => {
    const location = context.atSource(['Resources', id]);
    const message = `${id} nests ${path}, whose functions are not gated by this: ${howToAdopt(path)}`;
    return { severity: 'warning', code: 'nested-template', message, resources: [id], ...(location && { location }) };
  });

/** A service has one template, and a folder. */
function howToAdopt(path: string): string {
  const folder = folderOf(path);
  return folder === ''
    ? 'a folder has one template that is adopted, so move it to a folder of its own and adopt that'
    : `adopt it as a service of its own, \`fitness-serverless adopt ${folder} --template ${nameIn(path)}\``;
}

/** A release is gated for sure with an id of its own; without, only where its code is another. */
export const findPipelines: Find = ({ survey, gated }) =>
  survey.pipelines.flatMap(({ path, deploy, givesReleaseId }): Finding[] => {
    if (!deploy || givesReleaseId || gated.size === 0) return [];
    const summary =
      'Deploy with `fitness-serverless deploy --env <environment>`, or give `sam deploy` the whole set of `--parameter-overrides` with a new ReleaseId of ten characters for every attempt';
    const message = `${path} deploys without a ReleaseId: only releases that change code are gated, and once a stack was given one, which SAM CLI keeps, new code gets no traffic`;
    const proposal = { summary, edits: [] };
    return [
      { severity: 'warning', code: 'deploy-without-release-id', message, resources: [], location: deploy, proposal },
    ];
  });
