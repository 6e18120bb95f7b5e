/** The version in package.json, which a test compares. A constant, because a bundle in Lambda has no package.json beside it. */
export const VERSION = '0.1.0';
