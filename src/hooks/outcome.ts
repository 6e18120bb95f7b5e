/**
 * What a stack status says about the release that led to it: `kept`, `undone`, or (absent) nothing for good.
 * `UPDATE_COMPLETE_CLEANUP_IN_PROGRESS` is followed by `UPDATE_COMPLETE`; a rollback is decided before its cleanup.
 * `UPDATE_FAILED` is where an update ends that was told to keep what went well (`--disable-rollback`).
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
export const OUTCOMES: Readonly<Record<string, 'kept' | 'undone'>> = {
  CREATE_COMPLETE: 'kept',
  UPDATE_COMPLETE: 'kept',
  IMPORT_COMPLETE: 'kept',
  ROLLBACK_COMPLETE: 'undone',
  UPDATE_FAILED: 'undone',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'undone',
  UPDATE_ROLLBACK_COMPLETE: 'undone',
  IMPORT_ROLLBACK_COMPLETE: 'undone',
};
