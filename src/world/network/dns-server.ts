/** Answers name queries: from a table, else as somebody else resolves. Source: RFC 1035. */
import {
	decode,
	encode,
	type Packet,
	type Question,
	RECURSION_AVAILABLE,
	RECURSION_DESIRED,
} from "dns-packet";
import { formatIpv4, type Ipv4Address } from "./addresses.js";
import type { IpHost } from "./ip/ip-host.js";
import type { Datagram } from "./ip/udp-layer.js";

export const DNS_PORT = 53;
/** Bytes of an answer over UDP. Source: RFC 1035 section 2.3.4. */
const MAX_ANSWER = 512;
/** Seconds an answer may be kept. */
const TTL = 60;

const RCODE = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

/** What a name is: its addresses, no such name, that it cannot be said, or may not. */
export type Resolution = readonly Ipv4Address[] | "unknown" | "failed" | "refused";

/** Resolves a name in lower case without the last dot; calls `done` at once or later, once. */
export type Resolver = (name: string, done: (resolution: Resolution) => void) => void;

export class DnsServer {
	readonly #host: IpHost;
	readonly #resolver: Resolver;

	constructor(host: IpHost, resolver: Resolver) {
		this.#host = host;
		this.#resolver = resolver;
		host.udp.bind(DNS_PORT, (datagram) => this.#receive(datagram));
	}

	#receive(datagram: Datagram): void {
		const query = decodeQuery(datagram.payload);
		if (!query) return;
		const question = query.questions?.[0];
		const answer = (code: number, addresses: readonly Ipv4Address[] = []) =>
			this.#host.udp.send(datagram.local, datagram.remote, encodeAnswer(query, question, code, addresses));
		if (query.opcode !== "QUERY" || query.questions?.length !== 1) {
			answer(RCODE.NOTIMP);
			return;
		}
		this.#resolver(normalize(question!.name), (resolution) => {
			if (resolution === "failed") answer(RCODE.SERVFAIL);
			else if (resolution === "unknown") answer(RCODE.NXDOMAIN);
			else if (resolution === "refused") answer(RCODE.REFUSED);
			// A name that exists has no records of other types here.
			else answer(RCODE.NOERROR, question!.type === "A" ? resolution : []);
		});
	}
}

function normalize(name: string): string {
	return name.toLowerCase().replace(/\.$/, "");
}

/** Undefined for what is no query. */
function decodeQuery(bytes: Uint8Array): (Packet & { readonly opcode?: string }) | undefined {
	try {
		const packet = decode(Buffer.from(bytes));
		return packet.type === "query" ? packet : undefined;
	} catch {
		// The library throws for every malformed message.
		return undefined;
	}
}

function encodeAnswer(
	query: Packet,
	question: Question | undefined,
	code: number,
	addresses: readonly Ipv4Address[],
): Uint8Array {
	const room = Math.floor((MAX_ANSWER - 12 - 2 * ((question?.name.length ?? 0) + 16)) / 16);
	return encode({
		type: "response",
		...(query.id !== undefined && { id: query.id }),
		flags: ((query.flags ?? 0) & RECURSION_DESIRED) | RECURSION_AVAILABLE | code,
		questions: question ? [question] : [],
		answers: addresses.slice(0, Math.max(1, room)).map((address) => ({
			type: "A" as const,
			name: question!.name,
			ttl: TTL,
			data: formatIpv4(address),
		})),
	});
}
