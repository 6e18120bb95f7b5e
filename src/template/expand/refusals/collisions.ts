/** Logical ids that the transform generates and that the template has already. */
import { refuseAt } from './subject.ts';
import type { Judged } from './subject.ts';

/** Several APIs share these, so one that is written with the same id is taken for them. */
const SHARED = new Set([
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::BasePathMappingV2',
  'AWS::ApiGateway::DomainName',
  'AWS::ApiGateway::DomainNameV2',
]);

/** What the transform makes for all deployment preferences replaces what is written. */
const UNCHECKED = /^AWS::CodeDeploy::|^AWS::ApiGatewayV2::Api$/;

export function checkCollisions(judged: Judged): void {
  for (const [logicalId, resource] of judged.x.written) {
    const draft = judged.x.draft(logicalId);
    if (!draft || draft.sourceId === logicalId || !draft.generated) continue;
    const { type, sourceId } = draft;
    if (UNCHECKED.test(type) || logicalId === 'CodeDeployServiceRole') continue;
    if (SHARED.has(type) && resource.Type === type) continue;
    const text = `${sourceId}: SAM makes a resource ${logicalId} (${type}) for it, and the template has one already`;
    refuseAt(judged, 'logical-id-taken', text, ['Resources', logicalId]);
  }
}
