import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'no-release-id',
    severity: 'error',
    why: 'Without a value that is new for each release, a change of a table, a bucket, a parameter or a timeout publishes no new version, and the hooks never run.',
    instead: 'A parameter `ReleaseId` and `AutoPublishCodeSha256: !Ref ReleaseId` on every gated function.',
    docs: 'https://github.com/aws/serverless-application-model/issues/3820',
  },
  *find(context) {
    for (const fn of context.samFunctions()) {
      const gated = context.gated.find((alias) => alias.function === fn.id);
      if (!gated || gated.preTraffic.length + gated.postTraffic.length === 0 || context.hooks.has(fn.id)) continue;
      if (context.samProperty(fn, 'AutoPublishCodeSha256')) continue;
      const parameter = context.releaseParameter();
      const path = ['Resources', fn.id, 'Properties', 'AutoPublishCodeSha256'];
      const message = `${fn.id} has no AutoPublishCodeSha256, so a release that leaves its code as it is passes no hook`;
      yield {
        message,
        location: context.atSource(['Resources', fn.id, 'Properties', 'AutoPublishAlias']),
        ...(parameter !== undefined && { fix: [{ path, set: { Ref: parameter } }] }),
      };
    }
  },
});
