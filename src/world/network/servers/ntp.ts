/** A time server whose time is a configured moment plus guest time. Source: RFC 5905 section 7.3. */
import { TICKS_PER_SECOND } from "../../../chip/time.js";
import { get32, put32 } from "../codec/bytes.js";
import type { UdpService } from "../service.js";

export const NTP_PORT = 123;
const LENGTH = 48;
/** Seconds from 1900 to 1970. */
const UNIX_EPOCH = 2_208_988_800;
const CLIENT = 3;
const SERVER = 4;
const STRATUM = 1;
const PRECISION = -20;
const REFERENCE = "SIM\0";

/** `unixSeconds` is the time at tick 0; it may have a fraction. */
export function ntpServer(unixSeconds: number): UdpService {
	return ({ agenda }, _remote, request, reply) => {
		if (request.length < LENGTH || (request[0] & 7) !== CLIENT) return;
		const seconds = unixSeconds + UNIX_EPOCH + agenda.now / TICKS_PER_SECOND;
		const version = (request[0] >>> 3) & 7;
		const answer = new Uint8Array(LENGTH);
		answer[0] = (version << 3) | SERVER;
		answer[1] = STRATUM;
		answer[2] = request[2];
		answer[3] = PRECISION;
		answer.set(Buffer.from(REFERENCE), 12);
		putTimestamp(answer, 16, Math.floor(seconds));
		// The client's own time goes back as it came.
		put32(answer, 24, get32(request, 40));
		put32(answer, 28, get32(request, 44));
		putTimestamp(answer, 32, seconds);
		putTimestamp(answer, 40, seconds);
		reply(answer);
	};
}

function putTimestamp(bytes: Uint8Array, at: number, seconds: number): void {
	put32(bytes, at, Math.floor(seconds) >>> 0);
	put32(bytes, at + 4, Math.floor((seconds % 1) * 0x1_0000_0000));
}
