/** Time that passes as a rehearsal says: a canary of ten minutes is over at once. */
export class VirtualClock {
  #now: number;

  constructor(start: Date) {
    this.#now = start.getTime();
  }

  readonly now = (): Date => new Date(this.#now);

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
