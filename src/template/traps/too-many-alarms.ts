import { own } from '../resolve/values.ts';
import { alternatives } from './context.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'too-many-alarms',
    severity: 'error',
    why: 'CodeDeploy takes at most 10 alarms for a deployment group.',
    instead: 'Keep the ten that say that the new version is at fault, or join some in a composite alarm.',
    docs: 'https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_AlarmConfiguration.html',
  },
  *find(context) {
    for (const group of context.resources('AWS::CodeDeploy::DeploymentGroup')) {
      const path = ['Properties', 'AlarmConfiguration', 'Alarms'];
      for (const { value } of alternatives(own(own(group.properties, 'AlarmConfiguration'), 'Alarms'))) {
        if (!Array.isArray(value) || value.length <= 10) continue;
        const message = `${group.logicalId} watches ${value.length} alarms; CodeDeploy takes at most 10`;
        yield { message, location: context.at(group.logicalId, path) };
        break;
      }
    }
  },
});
