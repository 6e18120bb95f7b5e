import { intrinsic } from './context.ts';
import { references } from '../graph.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'fixed-code-sha',
    severity: 'error',
    why: '`AutoPublishCodeSha256` alone decides when a version is published: one that never changes publishes none, and the hooks never run.',
    instead: '`AutoPublishCodeSha256: !Ref ReleaseId`, a parameter that every deployment sets anew.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html#sam-function-autopublishcodesha256',
  },
  *find(context) {
    for (const fn of context.samFunctions()) {
      const written = context.samProperty(fn, 'AutoPublishCodeSha256');
      if (!written || !context.gatedFunctions.has(fn.id)) continue;
      const given = references(written.value).filter(({ name }) => context.parameter(name));
      if (given.length > 0 && ['Ref', 'Fn::Sub'].includes(intrinsic(written.value) ?? '')) continue;
      const message = `AutoPublishCodeSha256 of ${fn.id} is no reference to a parameter, so it is the same in every release`;
      yield { message, location: context.atSource(written.path) };
    }
  },
});
