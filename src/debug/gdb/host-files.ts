/** The one file that GDB may read from its target: names without code. Everything else is not there. */
import { escapeBinary, hexBytes } from "./packets.js";

/** What the file is called. */
export const SYMBOL_FILE = "/esp8266-replay.elf";

const HANDLE = 3;
const ENOENT = 2;
const EBADF = 9;
const ENOSYS = 88;
/** Bytes of the protocol's `struct stat`, and where the size stands in it. */
const STAT_SIZE = 64;
const STAT_MODE_AT = 8;
const STAT_LENGTH_AT = 28;
const REGULAR_FILE = 0o100444;
/** Bytes of one answer, before escapes. */
const MOST = 0x1000;

/** Answers a `vFile:` packet; `request` is what stands behind the colon. */
export function answerFileRequest(request: string, file: () => Buffer): Buffer {
	const [operation, ...rest] = request.split(/:(.*)/s);
	const args = (rest[0] ?? "").split(",");
	const failed = (errno: number): Buffer => Buffer.from(`F-1,${errno.toString(16)}`);
	switch (operation) {
		case "setfs":
			return Buffer.from("F0");
		case "open":
			return hexBytes(args[0])?.toString() === SYMBOL_FILE ? Buffer.from(`F${HANDLE}`) : failed(ENOENT);
		case "close":
			return Number.parseInt(args[0], 16) === HANDLE ? Buffer.from("F0") : failed(EBADF);
		case "fstat": {
			if (Number.parseInt(args[0], 16) !== HANDLE) return failed(EBADF);
			const stat = Buffer.alloc(STAT_SIZE);
			stat.writeUInt32BE(REGULAR_FILE, STAT_MODE_AT);
			stat.writeBigUInt64BE(BigInt(file().length), STAT_LENGTH_AT);
			return Buffer.concat([Buffer.from(`F${STAT_SIZE.toString(16)};`), escapeBinary(stat)]);
		}
		case "pread": {
			if (Number.parseInt(args[0], 16) !== HANDLE) return failed(EBADF);
			const [, count, offset] = args.map((text) => Number.parseInt(text, 16));
			if (!(count >= 0 && offset >= 0)) return failed(EBADF);
			const part = file().subarray(offset, offset + Math.min(count, MOST));
			return Buffer.concat([Buffer.from(`F${part.length.toString(16)};`), escapeBinary(part)]);
		}
		default:
			return failed(ENOSYS);
	}
}
