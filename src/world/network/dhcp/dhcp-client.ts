/**
 * Gets a host its address, and keeps it: discover, request, renew at half the lease. Source: RFC 2131 section 4.4.
 */
import { TICKS_PER_SECOND } from "../../../chip/time.js";
import type { Timer } from "../../agenda.js";
import type { SeededRandom } from "../../random.js";
import { ANY_ADDRESS, BROADCAST_ADDRESS, type Ipv4Address } from "../addresses.js";
import {
	addressOption,
	BOOT_REPLY,
	BOOT_REQUEST,
	DHCP,
	DHCP_CLIENT_PORT,
	DHCP_SERVER_PORT,
	type DhcpMessage,
	decodeDhcp,
	encodeDhcp,
	OPTION,
	option32,
} from "../codec/dhcp.js";
import type { IpHost } from "../ip/ip-host.js";
import type { Datagram } from "../ip/udp-layer.js";

/** Wait for an answer, doubled with each try up to the longest. */
const FIRST_WAIT = 4 * TICKS_PER_SECOND;
const LONGEST_WAIT = 64 * TICKS_PER_SECOND;
/** What is asked for again before the lease is taken for lost. */
const MAX_REQUESTS = 4;

export class DhcpClient {
	readonly #host: IpHost;
	readonly #random: SeededRandom;
	readonly #onBound: ((address: Ipv4Address) => void) | undefined;
	readonly #timer: Timer;
	#state: "init" | "selecting" | "requesting" | "bound" | "renewing" = "init";
	#xid = 0;
	#server = ANY_ADDRESS;
	#offered = ANY_ADDRESS;
	#tries = 0;

	/** Nothing is sent before `start`. */
	constructor(host: IpHost, random: SeededRandom, onBound?: (address: Ipv4Address) => void) {
		this.#host = host;
		this.#random = random;
		this.#onBound = onBound;
		this.#timer = host.agenda.timer(() => this.#waited());
		host.udp.bind(DHCP_CLIENT_PORT, (datagram) => this.#receive(datagram));
	}

	/** Begins anew, as after joining a network. */
	start(): void {
		this.#host.configure(undefined);
		this.#state = "selecting";
		this.#tries = 0;
		this.#ask();
	}

	/** The network is gone. */
	stop(): void {
		this.#timer.cancel();
		this.#state = "init";
		this.#host.configure(undefined);
	}

	#waited(): void {
		if (this.#state === "bound") {
			this.#state = "renewing";
			this.#tries = 0;
		} else if (this.#state !== "selecting" && this.#tries >= MAX_REQUESTS) {
			this.start();
			return;
		}
		this.#ask();
	}

	#ask(): void {
		if (this.#tries === 0) this.#xid = this.#random.next();
		this.#timer.after(Math.min(FIRST_WAIT * 2 ** this.#tries++, LONGEST_WAIT));
		const options = new Map<number, Uint8Array>();
		const renewing = this.#state === "renewing";
		options.set(
			OPTION.MESSAGE_TYPE,
			Uint8Array.of(this.#state === "selecting" ? DHCP.DISCOVER : DHCP.REQUEST),
		);
		if (this.#state === "requesting") {
			options.set(OPTION.REQUESTED_ADDRESS, option32(this.#offered));
			options.set(OPTION.SERVER_IDENTIFIER, option32(this.#server));
		}
		options.set(OPTION.PARAMETER_LIST, Uint8Array.of(OPTION.SUBNET_MASK, OPTION.ROUTER, OPTION.DNS_SERVER));
		const message = encodeDhcp({
			op: BOOT_REQUEST,
			xid: this.#xid,
			broadcast: false,
			ciaddr: renewing ? this.#host.address : ANY_ADDRESS,
			yiaddr: ANY_ADDRESS,
			siaddr: ANY_ADDRESS,
			chaddr: this.#host.mac,
			options,
		});
		this.#host.udp.send(
			{ address: renewing ? this.#host.address : ANY_ADDRESS, port: DHCP_CLIENT_PORT },
			{ address: renewing ? this.#server : BROADCAST_ADDRESS, port: DHCP_SERVER_PORT },
			message,
		);
	}

	#receive({ payload }: Datagram): void {
		const message = decodeDhcp(payload);
		if (message?.op !== BOOT_REPLY || message.xid !== this.#xid || message.chaddr !== this.#host.mac) return;
		const type = message.options.get(OPTION.MESSAGE_TYPE)?.[0];
		if (type === DHCP.OFFER && this.#state === "selecting") this.#choose(message);
		else if (this.#state !== "requesting" && this.#state !== "renewing") return;
		else if (type === DHCP.ACK) this.#bind(message);
		else if (type === DHCP.NAK) this.start();
	}

	#choose(offer: DhcpMessage): void {
		this.#server = addressOption(offer, OPTION.SERVER_IDENTIFIER) ?? offer.siaddr;
		this.#offered = offer.yiaddr;
		this.#state = "requesting";
		this.#tries = 0;
		this.#ask();
	}

	#bind(ack: DhcpMessage): void {
		const mask = addressOption(ack, OPTION.SUBNET_MASK) ?? 0xffff_ff00;
		const seconds = addressOption(ack, OPTION.LEASE_TIME) ?? 3600;
		const address = ack.yiaddr;
		this.#state = "bound";
		this.#timer.after((seconds / 2) * TICKS_PER_SECOND);
		const subnet = { address: (address & mask) >>> 0, mask };
		this.#host.configure({ address, subnet, router: addressOption(ack, OPTION.ROUTER) });
		this.#onBound?.(address);
	}
}
