/** Lambda's managed runtimes and the days on which AWS stops patching them. Part of the check API. */

export interface RuntimeLife {
  /** The day of deprecation, ISO 8601: from then on no security patches; past or projected. */
  readonly deprecated: string;
  /** The latest runtime of the same language. */
  readonly successor?: string;
}

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, read in November 2026. A check compares the day with
 * its clock, so a table that was right when the tool was released stays right.
 */
export const RUNTIMES: Readonly<Record<string, RuntimeLife>> = {
  dotnet6: { deprecated: '2024-12-20', successor: 'dotnet10' },
  dotnet8: { deprecated: '2026-11-10', successor: 'dotnet10' },
  dotnet9: { deprecated: '2026-11-10', successor: 'dotnet10' },
  dotnet10: { deprecated: '2028-11-14' },
  'dotnetcore1.0': { deprecated: '2019-06-27', successor: 'dotnet10' },
  'dotnetcore2.0': { deprecated: '2019-05-30', successor: 'dotnet10' },
  'dotnetcore2.1': { deprecated: '2022-01-05', successor: 'dotnet10' },
  'dotnetcore3.1': { deprecated: '2023-04-03', successor: 'dotnet10' },
  'go1.x': { deprecated: '2024-01-08', successor: 'provided.al2023' },
  java8: { deprecated: '2024-01-08', successor: 'java25' },
  'java8.al2': { deprecated: '2027-06-30', successor: 'java25' },
  java11: { deprecated: '2027-06-30', successor: 'java25' },
  java17: { deprecated: '2027-06-30', successor: 'java25' },
  java21: { deprecated: '2029-06-30', successor: 'java25' },
  java25: { deprecated: '2029-06-30' },
  nodejs: { deprecated: '2016-08-30', successor: 'nodejs24.x' },
  'nodejs4.3': { deprecated: '2020-03-05', successor: 'nodejs24.x' },
  'nodejs4.3-edge': { deprecated: '2020-03-05', successor: 'nodejs24.x' },
  'nodejs6.10': { deprecated: '2019-08-12', successor: 'nodejs24.x' },
  'nodejs8.10': { deprecated: '2020-03-06', successor: 'nodejs24.x' },
  'nodejs10.x': { deprecated: '2021-07-30', successor: 'nodejs24.x' },
  'nodejs12.x': { deprecated: '2023-03-31', successor: 'nodejs24.x' },
  'nodejs14.x': { deprecated: '2023-12-04', successor: 'nodejs24.x' },
  'nodejs16.x': { deprecated: '2024-06-12', successor: 'nodejs24.x' },
  'nodejs18.x': { deprecated: '2025-09-01', successor: 'nodejs24.x' },
  'nodejs20.x': { deprecated: '2026-04-30', successor: 'nodejs24.x' },
  'nodejs22.x': { deprecated: '2027-04-30', successor: 'nodejs24.x' },
  'nodejs24.x': { deprecated: '2028-04-30' },
  provided: { deprecated: '2024-01-08', successor: 'provided.al2023' },
  'python2.7': { deprecated: '2021-07-15', successor: 'python3.14' },
  'python3.6': { deprecated: '2022-07-18', successor: 'python3.14' },
  'python3.7': { deprecated: '2023-12-04', successor: 'python3.14' },
  'python3.8': { deprecated: '2024-10-14', successor: 'python3.14' },
  'python3.9': { deprecated: '2025-12-15', successor: 'python3.14' },
  'python3.10': { deprecated: '2026-10-31', successor: 'python3.14' },
  'python3.11': { deprecated: '2027-06-30', successor: 'python3.14' },
  'python3.12': { deprecated: '2028-10-31', successor: 'python3.14' },
  'python3.13': { deprecated: '2029-06-30', successor: 'python3.14' },
  'python3.14': { deprecated: '2029-06-30' },
  'ruby2.5': { deprecated: '2021-07-30', successor: 'ruby4.0' },
  'ruby2.7': { deprecated: '2023-12-07', successor: 'ruby4.0' },
  'ruby3.2': { deprecated: '2026-03-31', successor: 'ruby4.0' },
  'ruby3.3': { deprecated: '2027-03-31', successor: 'ruby4.0' },
  'ruby3.4': { deprecated: '2028-03-31', successor: 'ruby4.0' },
  'ruby4.0': { deprecated: '2029-03-31' },
};

/** Is it one of the OS-only runtimes, which bring no language whose end of life there is to judge? Amazon Linux 1 has ended itself. */
export function isOsOnly(runtime: string): boolean {
  return runtime.startsWith('provided.');
}
