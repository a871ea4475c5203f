/** Says what was looked at, and whether it is as it should be. */
export type Check = (what: string, holds: boolean) => void;
