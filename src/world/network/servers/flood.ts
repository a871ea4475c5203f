/** Servers that say far more than anybody reads. */
import { TICKS_PER_SECOND } from "../../../chip/time.js";
import type { ServiceContext, TcpService, UdpService } from "../service.js";
import type { StreamHandlers, TcpStream } from "../tcp/stream.js";
import { generatedBytes } from "./generated.js";

export interface TcpFloodOptions {
	/** Bytes, then the end; without end unless said. */
	readonly total?: number;
}

export interface UdpFloodOptions {
	/** Datagrams for each one that comes. */
	readonly count: number;
	/** Bytes of each. */
	readonly size: number;
	/** Datagrams a second. */
	readonly rate: number;
}

const PIECE = generatedBytes(4096);

/** Writes whenever there is room. */
export function tcpFlood({ total = Number.POSITIVE_INFINITY }: TcpFloodOptions = {}): TcpService {
	return () => new TcpFlood(total);
}

/** Answers each datagram with many; the first four bytes count them. */
export function udpFlood({ count, size, rate }: UdpFloodOptions): UdpService {
	return (context, _remote, _payload, reply) => sendMany(context, { count, size, rate }, reply);
}

/** Sends numbered datagrams at a rate. */
export function sendMany(
	{ agenda }: Pick<ServiceContext, "agenda">,
	{ count, size, rate }: UdpFloodOptions,
	send: (payload: Uint8Array) => void,
): void {
	let sent = 0;
	const timer = agenda.timer(() => {
		const payload = Uint8Array.from({ length: size }, (_, i) => PIECE[i % PIECE.length]);
		payload.set([sent >>> 24, sent >>> 16, sent >>> 8, sent].slice(0, size));
		send(payload);
		if (++sent < count) timer.after(TICKS_PER_SECOND / rate);
	});
	if (count > 0) timer.after(1);
}

class TcpFlood implements StreamHandlers {
	#left: number;

	constructor(total: number) {
		this.#left = total;
	}

	onOpen(stream: TcpStream): void {
		this.#write(stream);
	}

	onWritable(stream: TcpStream): void {
		this.#write(stream);
	}

	onReadable(stream: TcpStream): void {
		stream.read();
		if (stream.ended) stream.end();
	}

	#write(stream: TcpStream): void {
		while (this.#left > 0) {
			const piece = PIECE.subarray(0, Math.min(PIECE.length, this.#left));
			const taken = stream.write(piece);
			this.#left -= taken;
			if (taken < piece.length) return;
		}
		stream.end();
	}
}
