/**
 * The number of what coordinator and trial process say to each other (src/bench/protocol.ts). package.json repeats it as
 * `chinookEval.trialProtocol`, so that another version can read it without running anything. It goes up whenever a
 * coordinator of this version could not drive a trial process of the version before.
 */
export const TRIAL_PROTOCOL = 1;
