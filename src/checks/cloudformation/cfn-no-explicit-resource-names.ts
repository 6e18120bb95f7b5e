import { defineCheck, fail, isGiven, literal, pass, PHYSICAL_NAMES, unreadable } from 'create-fitness-serverless/check';

/**
 * A name that was made of parameters is one that was chosen all the same. To take one away replaces what is deployed, with
 * its data, so that a person has to do it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export default defineCheck({
  meta: {
    id: 'cfn-no-explicit-resource-names',
    title: 'CloudFormation names what it makes',
    why: 'An update cannot replace a resource that has a name of its own, and no second stack can have one of that name.',
    remedy:
      'leave the name out (of a ScheduleV2 event by OmitName), and refer to the resource by Ref; what is deployed is replaced by that',
    category: 'operations',
    severity: 'low',
    weight: 2,
    recommended: false,
    resourceTypes: Object.keys(PHYSICAL_NAMES),
    configRule: false,
    docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html',
    references: {
      guard: ['rules/aws/aws_cloudformation/cfn_no_explicit_resource_names.guard'],
      cfnNag: ['W28'],
    },
    liveActions: ['cloudformation:GetTemplate'],
  },

  evaluate(resource) {
    const property = PHYSICAL_NAMES[resource.type] ?? '';
    const name = resource.get(property);
    const given = isGiven(resource, property);
    if (given === 'unknown') return unreadable(name);
    return given
      ? fail(`is named ${literal(name) ?? 'by a reference'}, so no update can replace it`, name)
      : pass(name);
  },
});
