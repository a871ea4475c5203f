/**
 * The core is little endian, and so is what GDB 16 takes for code when a file says so; but it takes data for big endian,
 * whatever file or `set endian` says, because the one Xtensa core that it has built in was so. (`maint print architecture`
 * shows byte_order 0 and byte_order_for_code 1.)
 *
 * So a scalar is handed over in the order in which GDB puts it together: what is read or written as 2, 4 or 8 aligned
 * bytes is turned round, as are the words of a line of GDB's stack cache. Single bytes and longer pieces, such as
 * strings, are as they lie in memory.
 */

const CODE_BASE = 0x40000000;
const CODE_END = 0x40300000;
/** Bytes of a line of GDB's cache, which it reads whole. */
const CACHE_LINE = 64;

/** How many bytes are turned round together in a piece of `length` bytes at `address`; 1 for none. */
function unitOf(address: number, length: number): number {
	const isCode = address >= CODE_BASE && address < CODE_END;
	if (length === CACHE_LINE && !isCode) return address % CACHE_LINE === 0 ? 4 : 1;
	const isScalar = isCode ? length === 4 : length === 2 || length === 4 || length === 8;
	return isScalar && address % Math.min(length, 4) === 0 ? length : 1;
}

/** Bytes of memory in GDB's order, or those of GDB's in that of memory: it is the same. */
export function turnScalars(address: number, bytes: Buffer): Buffer {
	const unit = unitOf(address, bytes.length);
	if (unit === 1) return bytes;
	const turned = Buffer.alloc(bytes.length);
	for (let at = 0; at < bytes.length; at++) turned[at] = bytes[at - (at % unit) + unit - 1 - (at % unit)];
	return turned;
}
