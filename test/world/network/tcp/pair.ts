/** Two ends of an open connection, and segments that are forged from what was seen. */
import {
	ACK,
	encodeTcp,
	FIN,
	PSH,
	RST,
	SYN,
	type TcpSegment,
} from "../../../../src/world/network/codec/tcp.js";
import type { TcpStream } from "../../../../src/world/network/tcp/stream.js";
import { A, B, type Seen, Talker, type Wire } from "./wire.js";

export const NOTHING = new Uint8Array(0);

/** A connection that stays open, with streams for both ends. */
export function open(wire: Wire): { a: TcpStream; b: TcpStream; aTalker: Talker; bTalker: Talker } {
	let b: TcpStream | undefined;
	const aTalker = new Talker(NOTHING, 1, true);
	const bTalker = new Talker(NOTHING, 1, true);
	const a = wire.connect(aTalker, (request) => {
		b = request.accept(bTalker);
	});
	wire.run();
	return { a, b: b!, aTalker, bTalker };
}

/** The same without anybody who reads. */
export function openUnread(wire: Wire): { a: TcpStream; b: TcpStream } {
	let b: TcpStream | undefined;
	const a = wire.connect({}, (request) => {
		b = request.accept({});
	});
	wire.run();
	return { a, b: b! };
}

export function names(flags: number): string {
	const bits = { SYN, ACK, PSH, FIN, RST };
	return Object.entries(bits)
		.filter(([, bit]) => flags & bit)
		.map(([name]) => name)
		.join(" ");
}

export const describe = ({ from, segment }: Seen) =>
	`${from} ${names(segment.flags)} ${segment.payload.length}`;

/** The last segment that an endpoint sent, as a base for one that is forged. */
export function last(wire: Wire, from: "a" | "b"): TcpSegment {
	return wire.seen.filter((seen) => seen.from === from).at(-1)!.segment;
}

/** Gives b a segment as if a had sent it. */
export function forge(wire: Wire, change: Partial<TcpSegment>): void {
	wire.inject("b", encodeTcp({ ...last(wire, "a"), flags: ACK, payload: NOTHING, ...change }, A, B));
}
