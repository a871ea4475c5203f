/** What the CPU's bus needs of the register space: whole, aligned words. */
export interface Mmio {
	/** Reads the register word at `address` (aligned). */
	read(address: number): number;
	/** Writes the register word at `address` (aligned). */
	write(address: number, value: number): void;
	/** As of `Registers`. */
	steadyUntil?(address: number): number;
}
