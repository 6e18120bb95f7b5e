export function installOracles(): string;
