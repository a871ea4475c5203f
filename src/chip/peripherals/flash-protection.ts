/**
 * The part of a flash chip's array that its status registers protect from program and erase: block protection bits
 * BP2 to BP0, from the top or (TB) from the bottom, in blocks or (SEC) in sectors, or (CMP) all but that.
 * Source: W25Q32 and W25Q80, W25Q16, W25Q128 datasheets, "Status Register Memory Protection".
 */

const BP_SHIFT = 2;
const BP_MASK = 7;
const TOP_BOTTOM = 1 << 5;
const SECTORS = 1 << 6;
/** In the second register. */
const COMPLEMENT = 1 << 6;

const SECTOR = 0x1000;
const MAX_SECTORS = 8;
const BLOCK = 0x10000;
/** The smallest protected part is this share of a large chip. */
const SHARES = 64;

/** Whether any of `length` bytes from `address` are protected in an array of `size` bytes. */
export function isProtected(
	status1: number,
	status2: number,
	size: number,
	address: number,
	length: number,
): boolean {
	const protectedBytes = protectedSize((status1 >>> BP_SHIFT) & BP_MASK, (status1 & SECTORS) !== 0, size);
	const fromBottom = (status1 & TOP_BOTTOM) !== 0;
	const [from, to] = fromBottom ? [0, protectedBytes] : [size - protectedBytes, size];
	if ((status2 & COMPLEMENT) === 0) return address < to && address + length > from;
	return address < from || address + length > to;
}

function protectedSize(bp: number, sectors: boolean, size: number): number {
	if (bp === 0) return 0;
	if (bp === BP_MASK) return size;
	if (sectors) return SECTOR * Math.min(MAX_SECTORS, 1 << (bp - 1));
	return Math.min(size, Math.max(BLOCK, size / SHARES) << (bp - 1));
}
