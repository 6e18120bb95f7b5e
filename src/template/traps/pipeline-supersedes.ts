import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'pipeline-supersedes',
    severity: 'warning',
    why: 'In the mode SUPERSEDED a newer execution overtakes one that waits for its gate.',
    instead: '`PipelineType: V2` and `ExecutionMode: QUEUED`.',
    docs: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html',
  },
  *find(context) {
    for (const pipeline of context.resources('AWS::CodePipeline::Pipeline')) {
      const mode = pipeline.properties.ExecutionMode ?? 'SUPERSEDED';
      if (mode !== 'SUPERSEDED') continue;
      const location = context.at(pipeline.logicalId, ['Properties', 'ExecutionMode']);
      yield { message: `${pipeline.logicalId} lets a newer release overtake one that waits for its gate`, location };
    }
  },
});
