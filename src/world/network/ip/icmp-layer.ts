/** A host's ICMP: echo both ways, and errors about packets that reach nobody. Source: RFC 792, RFC 1122 section 3.2.2. */
import { TICKS_PER_SECOND } from "../../../chip/time.js";
import type { Agenda } from "../../agenda.js";
import type { Ipv4Address } from "../addresses.js";
import { isUnicast } from "../addresses.js";
import { get32, NO_BYTES, put16 } from "../codec/bytes.js";
import {
	decodeIcmp,
	decodeQuoted,
	encodeIcmp,
	ICMP_ECHO_REPLY,
	ICMP_ECHO_REQUEST,
	ICMP_UNREACHABLE,
	quote,
} from "../codec/icmp.js";
import { decodeIpv4, PROTOCOL_ICMP, PROTOCOL_TCP } from "../codec/ipv4.js";
import type { TcpLayer } from "../tcp/tcp-layer.js";

const PING_TIMEOUT = 5 * TICKS_PER_SECOND;
/** Identifier of this host's echo requests. */
const PING_IDENTIFIER = 0x7069;

/** Hears how an echo request went: ticks until the answer, undefined when none came within five seconds. */
export type PingHandler = (ticks: number | undefined) => void;

export class IcmpLayer {
	readonly #agenda: Agenda;
	readonly #tcp: TcpLayer;
	readonly #send: (source: Ipv4Address, destination: Ipv4Address, bytes: Uint8Array) => void;
	readonly #pings = new Map<number, { readonly to: Ipv4Address; readonly answered: () => void }>();
	#sequence = 0;
	#answersEcho: (address: Ipv4Address) => boolean = () => true;

	/** `send` puts an encoded message on its way; `tcp` hears of its packets that reach nobody. */
	constructor(
		agenda: Agenda,
		tcp: TcpLayer,
		send: (source: Ipv4Address, destination: Ipv4Address, bytes: Uint8Array) => void,
	) {
		this.#agenda = agenda;
		this.#tcp = tcp;
		this.#send = send;
	}

	/** Only echo requests to addresses for which `answers` is true are answered. */
	limitEcho(answers: (address: Ipv4Address) => boolean): void {
		this.#answersEcho = answers;
	}

	/** Takes the payload of an IPv4 packet; false when nobody answers an echo request. */
	receive(source: Ipv4Address, destination: Ipv4Address, bytes: Uint8Array): boolean {
		const message = decodeIcmp(bytes);
		if (message?.type === ICMP_ECHO_REQUEST) {
			if (!this.#answersEcho(destination)) return false;
			this.#send(destination, source, encodeIcmp({ ...message, type: ICMP_ECHO_REPLY, code: 0 }));
		} else if (message?.type === ICMP_ECHO_REPLY) {
			const ping = this.#pings.get(get32(message.rest, 0));
			if (ping?.to === source) ping.answered();
		} else if (message?.type === ICMP_UNREACHABLE) this.#unreachable(message.payload);
		return true;
	}

	ping(local: Ipv4Address, remote: Ipv4Address, handler: PingHandler, payload = NO_BYTES): void {
		const { now } = this.#agenda;
		const rest = new Uint8Array(4);
		put16(rest, 0, PING_IDENTIFIER);
		put16(rest, 2, this.#sequence++);
		const id = get32(rest, 0);
		const timer = this.#agenda.timer(() => finish(undefined));
		const finish = (ticks: number | undefined) => {
			timer.cancel();
			this.#pings.delete(id);
			handler(ticks);
		};
		timer.after(PING_TIMEOUT);
		this.#pings.set(id, { to: remote, answered: () => finish(this.#agenda.now - now) });
		this.#send(local, remote, encodeIcmp({ type: ICMP_ECHO_REQUEST, code: 0, rest, payload }));
	}

	/** Tells the sender of a packet that it cannot be delivered; not about errors, nor about later fragments. */
	refuse(bytes: Uint8Array, code: number): void {
		const packet = decodeIpv4(bytes);
		if (!packet || packet.fragmentOffset > 0 || !isUnicast(packet.source)) return;
		if (packet.protocol === PROTOCOL_ICMP && packet.payload[0] !== ICMP_ECHO_REQUEST) return;
		const rest = new Uint8Array(4);
		const message = encodeIcmp({ type: ICMP_UNREACHABLE, code, rest, payload: quote(bytes) });
		this.#send(packet.destination, packet.source, message);
	}

	/** A packet of this host's own cannot be delivered: no need to send what can be said at once. */
	undeliverable(bytes: Uint8Array): void {
		this.#unreachable(bytes);
	}

	#unreachable(quoted: Uint8Array): void {
		const packet = decodeQuoted(quoted);
		if (packet?.protocol === PROTOCOL_TCP) this.#tcp.unreachable(packet.source, packet.destination);
	}
}
